-- telegram/next: the next message to a chat, for one sender. It stays in the queue until it is sent (telegram_sent).
-- KEYS[1] the chat's queue of messages, KEYS[2] the index of chats with messages, KEYS[3] the attempts at its first
-- message; ARGV[1] chat id, ARGV[2] ms after which another sender may try the same message.
-- Publishes nothing. Answers {} when there is nothing to send now, else {entry, message, which attempt}.
-- include session/parts/clock
local due_at = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not due_at or tonumber(due_at) > unix_ms() then return {} end
local head = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if not head then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('DEL', KEYS[3])
  return {}
end
redis.call('ZADD', KEYS[2], string.format('%d', unix_ms() + ARGV[2]), ARGV[1])
return { head[1], head[2][2], redis.call('INCR', KEYS[3]) }
