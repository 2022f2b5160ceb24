-- telegram/pace: whether the bot may make a call now: in no second do more calls than Telegram's limit reach it.
-- A call reaches Telegram at some moment between its turn and its answer, which the network decides. So it counts from
-- its turn until a second after its answer (telegram_answered).
-- Nobody books a later instant: a process that is late would use it beside the next one.
-- KEYS[1] the calls that count (zset, the ms at which each ends to count), KEYS[2] the next free instant; ARGV[1] the
-- call, ARGV[2] how many may count, ARGV[3] ms between two turns, ARGV[4] ms after which a call without an answer no
-- longer counts, ARGV[5] the longest ms until somebody asks again for a call that may end to count sooner.
-- Publishes nothing. Answers 0 for a turn that is taken, else the ms after which to ask again.
-- include session/parts/clock
local now = unix_ms()
local free_at = tonumber(redis.call('GET', KEYS[2]) or '0')
if free_at > now then return free_at - now end
local since = string.format('(%d', now)
if redis.call('ZCOUNT', KEYS[1], since, '+inf') >= tonumber(ARGV[2]) then
  local first = redis.call('ZRANGEBYSCORE', KEYS[1], since, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return math.min(first[2] - now, tonumber(ARGV[5]))
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[4]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], 60000)
redis.call('SET', KEYS[2], string.format('%d', now + ARGV[3]), 'PX', 60000)
return 0
