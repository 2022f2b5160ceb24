-- telegram/sent: what became of a message.
-- KEYS[1] the chat's queue of messages, KEYS[2] the index of chats with messages, KEYS[3] the attempts, KEYS[4] what is
-- known of the chat (hash), KEYS[5] the summary that the message is; ARGV[1] chat id, ARGV[2] entry, ARGV[3] ms until
-- the next message, ARGV[4] what became of it:
--   sent     it leaves the queue; ARGV[5] its id in Telegram, kept for a summary's later edits, or ''
--   again    it stays
--   dropped  it leaves the queue: Telegram does not take it
--   blocked  the person has blocked the bot: all messages leave the queue
-- Publishes nothing. Answers 1.
-- include session/parts/clock
local next_at = string.format('%d', unix_ms() + ARGV[3])
if ARGV[4] == 'again' then
  redis.call('ZADD', KEYS[2], next_at, ARGV[1])
  return 1
end
if ARGV[4] == 'blocked' then
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[4], 'blocked', 1)
else
  redis.call('XDEL', KEYS[1], ARGV[2])
  if ARGV[5] ~= '' and redis.call('EXISTS', KEYS[5]) == 1 then redis.call('HSET', KEYS[5], 'message_id', ARGV[5]) end
end
redis.call('DEL', KEYS[3])
if redis.call('XLEN', KEYS[1]) > 0 then
  redis.call('ZADD', KEYS[2], next_at, ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
  if tonumber(ARGV[3]) > 0 then redis.call('SET', KEYS[1] .. ':pause', 1, 'PX', ARGV[3]) end
end
return 1
