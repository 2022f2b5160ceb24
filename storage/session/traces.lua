-- session/traces: what is kept of an address or a user in the buckets of one slot (session/parts/trace.lua); what is too old goes.
-- KEYS the run ids of the buckets; ARGV[1] `made`, `sent` or `from`, ARGV[2] of whom, ARGV[3] for how many ms it is kept.
-- Publishes nothing. Answers value and time (Unix ms) in turn.
-- include session/parts/clock
local oldest = string.format('(%d', unix_ms() - tonumber(ARGV[3]))
local found = {}
for _, run in ipairs(KEYS) do
  local key = table.concat({ string.match(run, '^rt:{b%d+}:'), 'trace:', ARGV[1], ':', ARGV[2] })
  redis.call('ZREMRANGEBYSCORE', key, '-inf', oldest)
  for _, one in ipairs(redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')) do found[#found + 1] = one end
end
return found
