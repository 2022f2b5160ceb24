-- telegram/pace: whether the bot may make a call now: in no second do more calls than Telegram's limit reach it.
-- A call reaches Telegram at some moment between its turn and its answer, which the network decides. So it counts from
-- its turn until a second after its answer (telegram/call_done).
-- Nobody books a later instant: a process that is late would use it beside the next one.
-- `calls` are those that count (zset, the ms at which each ends to count), at most `most`; `free` is the next free
-- instant, `gap_ms` after the last turn. A call without an answer counts for `counts_ms`; for one that may end to count
-- sooner somebody asks again after `again_ms` at the latest.
-- Publishes nothing. Answers 0 for a turn that is taken, else the ms after which to ask again.
local calls, free = unpack(KEYS)
local call, most, gap_ms, counts_ms, again_ms = unpack(ARGV)
-- include session/parts/clock
local now = unix_ms()
local free_at = tonumber(redis.call('GET', free) or '0')
if free_at > now then return free_at - now end
local since = string.format('(%d', now)
if redis.call('ZCOUNT', calls, since, '+inf') >= tonumber(most) then
  local _, ends_at = unpack(redis.call('ZRANGEBYSCORE', calls, since, '+inf', 'WITHSCORES', 'LIMIT', 0, 1))
  return math.min(ends_at - now, tonumber(again_ms))
end
redis.call('ZREMRANGEBYSCORE', calls, '-inf', now)
redis.call('ZADD', calls, string.format('%d', now + counts_ms), call)
redis.call('PEXPIRE', calls, 60000)
redis.call('SET', free, string.format('%d', now + gap_ms), 'PX', 60000)
return 0
