-- telegram/call_done: a call that had a turn (telegram/pace) is over: Telegram has seen it, or never will.
-- `calls` are those that count (zset, the ms at which each ends to count), `free` the next free instant. The call still
-- counts for `counts_ms`; Telegram wants nothing sent for `silent_ms`, or 0.
-- Publishes nothing. Answers 1.
local calls, free = unpack(KEYS)
local call, counts_ms, silent_ms = unpack(ARGV)
-- include session/parts/clock
local now = unix_ms()
local free_at = tonumber(redis.call('GET', free) or '0')
redis.call('ZADD', calls, string.format('%d', now + counts_ms), call)
redis.call('PEXPIRE', calls, 60000)
if tonumber(silent_ms) > 0 then
  redis.call('SET', free, string.format('%d', math.max(free_at, now + silent_ms)), 'PX', silent_ms + 60000)
end
return 1
