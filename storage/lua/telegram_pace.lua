-- telegram_pace: whether the bot may send now: all its processes together keep Telegram's limit of messages a second.
-- Nobody books a later instant: a process that is late would use it beside the next one.
-- KEYS[1] the next free instant; ARGV[1] ms between two messages, ARGV[2] ms for which Telegram wants nothing sent, or 0.
-- Publishes nothing. Answers 0 for a turn that is taken, else the ms after which to ask again.
-- include clock
local now = unix_ms()
local free_at = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[2]) > 0 then
  redis.call('SET', KEYS[1], string.format('%d', math.max(free_at, now + ARGV[2])), 'PX', ARGV[2] + 60000)
  return 0
end
if free_at > now then return free_at - now end
redis.call('SET', KEYS[1], string.format('%d', now + ARGV[1]), 'PX', 60000)
return 0
