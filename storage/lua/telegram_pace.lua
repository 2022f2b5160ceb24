-- telegram_pace: when the bot may send next: all its processes together keep Telegram's limit of messages a second.
-- KEYS[1] the next free instant; ARGV[1] ms between two messages, ARGV[2] ms for which Telegram wants nothing sent, or 0.
-- Publishes nothing. Answers the ms to wait; a call without a wait for Telegram takes the instant, unless it is more than
-- 5 s away.
-- include clock
local now = unix_ms()
local free_at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
if tonumber(ARGV[2]) > 0 then
  redis.call('SET', KEYS[1], string.format('%d', math.max(free_at, now + ARGV[2])), 'PX', ARGV[2] + 60000)
  return 0
end
if free_at - now > 5000 then return free_at - now end
redis.call('SET', KEYS[1], string.format('%d', free_at + ARGV[1]), 'PX', free_at - now + 60000)
return free_at - now
