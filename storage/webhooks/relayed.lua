-- webhooks/relayed: the webhooks concerned have a session's events up to the number `last`. `heard` are the types that
-- somebody listens to, with blanks between them: an event that costs something is looked for only then (clip/submit).
-- Takes what tail takes.
-- Publishes nothing. Answers how many events are left.
local header, run = unpack(KEYS)
local session_id, log_length, caller, last, heard = unpack(ARGV)
-- include session/parts/tail
local outbox, noted = header .. ':outbox', string.match(header, '^rt:{b%d+}:') .. 'index:webhooks:noted'
local first = redis.call('LINDEX', outbox, 0)
while first and tonumber(string.match(first, '^%d+')) <= tonumber(last) do
  redis.call('LPOP', outbox)
  first = redis.call('LINDEX', outbox, 0)
end
if redis.call('EXISTS', header) == 1 and heard ~= (redis.call('HGET', header, 'heard') or '') then
  if heard == '' then redis.call('HDEL', header, 'heard') else redis.call('HSET', header, 'heard', heard) end
end
if first then redis.call('ZADD', noted, string.format('%d', now), session_id) else redis.call('ZREM', noted, session_id) end
return redis.call('LLEN', outbox)
