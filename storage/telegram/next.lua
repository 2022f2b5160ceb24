-- telegram/next: the next message to a chat, for one sender. It stays in the queue until it is sent
-- (telegram/message_result). `messages` is the chat's queue, `waiting` the index of chats with messages, `attempts`
-- those at its first message; after `again_ms` another sender may try the same message.
-- Publishes nothing. Answers {} when there is nothing to send now, else {entry, message, which attempt}.
local messages, waiting, attempts = unpack(KEYS)
local chat, again_ms = unpack(ARGV)
-- include session/parts/clock
-- include session/parts/entry
local due_at = redis.call('ZSCORE', waiting, chat)
if not due_at or tonumber(due_at) > unix_ms() then return {} end
local id, _, message = read_entry(redis.call('XRANGE', messages, '-', '+', 'COUNT', 1)[1])
if not id then
  redis.call('ZREM', waiting, chat)
  redis.call('DEL', attempts)
  return {}
end
redis.call('ZADD', waiting, string.format('%d', unix_ms() + again_ms), chat)
return { id, message, redis.call('INCR', attempts) }
