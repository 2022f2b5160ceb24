-- session/traces: what is kept of an address or a user in the buckets of one slot (session/parts/trace.lua); what is
-- too old goes.
-- KEYS are the run ids of the buckets; `what` is `made`, `sent` or `from`, `who` the address or the user.
-- Publishes nothing. Answers value and time (Unix ms) in turn.
local what, who, keep_ms = unpack(ARGV)
-- include session/parts/clock
local oldest = string.format('(%d', unix_ms() - tonumber(keep_ms))
local entries = {}
for _, run in ipairs(KEYS) do
  local key = table.concat({ string.match(run, '^rt:{b%d+}:'), 'trace:', what, ':', who })
  redis.call('ZREMRANGEBYSCORE', key, '-inf', oldest)
  for _, one in ipairs(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')) do entries[#entries + 1] = one end
end
return entries
