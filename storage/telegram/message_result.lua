-- telegram/message_result: what became of a message.
-- `messages` is the chat's queue, `waiting` the index of chats with messages, `person` what is known of the chat
-- (hash), `summary` the summary that the message is. The next message comes after `pause_ms`. `became` is:
--   sent     it leaves the queue; `message_id` is its id in Telegram, kept for a summary's later edits, or ''
--   again    it stays
--   dropped  it leaves the queue: Telegram does not take it
--   blocked  the person has blocked the bot: all messages leave the queue
-- Publishes nothing. Answers 1.
local messages, waiting, attempts, person, summary = unpack(KEYS)
local chat, entry, pause_ms, became, message_id = unpack(ARGV)
-- include session/parts/clock
local next_at = string.format('%d', unix_ms() + pause_ms)
if became == 'again' then
  redis.call('ZADD', waiting, next_at, chat)
  return 1
end
if became == 'blocked' then
  redis.call('DEL', messages)
  redis.call('HSET', person, 'blocked', 1)
else
  redis.call('XDEL', messages, entry)
  if message_id ~= '' and redis.call('EXISTS', summary) == 1 then redis.call('HSET', summary, 'message_id', message_id) end
end
redis.call('DEL', attempts)
if redis.call('XLEN', messages) > 0 then
  redis.call('ZADD', waiting, next_at, chat)
else
  redis.call('ZREM', waiting, chat)
  if tonumber(pause_ms) > 0 then redis.call('SET', messages .. ':pause', 1, 'PX', pause_ms) end
end
return 1
