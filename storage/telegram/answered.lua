-- telegram/answered: a call that had a turn (telegram_pace) is over: Telegram has seen it, or never will.
-- KEYS[1] the calls that count (zset, the ms at which each ends to count), KEYS[2] the next free instant; ARGV[1] the
-- call, ARGV[2] ms for which it still counts, ARGV[3] ms for which Telegram wants nothing sent, or 0.
-- Publishes nothing. Answers 1.
-- include session/parts/clock
local now = unix_ms()
local free_at = tonumber(redis.call('GET', KEYS[2]) or '0')
redis.call('ZADD', KEYS[1], string.format('%d', now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], 60000)
if tonumber(ARGV[3]) > 0 then
  redis.call('SET', KEYS[2], string.format('%d', math.max(free_at, now + ARGV[3])), 'PX', ARGV[3] + 60000)
end
return 1
