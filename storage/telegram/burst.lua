-- telegram/burst: queues the acknowledgement of a burst that is over.
-- `burst` is the chat's, `bursts` the index of bursts, `messages` its queue, which holds `most`, `waiting` the index of
-- chats with messages. When messages wait, the next look is in `again_ms`: then it goes on counting, so that a chat
-- never has two acknowledgements waiting, however little Telegram takes.
-- Publishes nothing. Answers 1, or 0 when it is not over.
local burst, bursts, messages, waiting = unpack(KEYS)
local chat, most, again_ms = unpack(ARGV)
-- include telegram/queue
local ends_at = redis.call('ZSCORE', bursts, chat)
if not ends_at or tonumber(ends_at) > unix_ms() then return 0 end
if redis.call('XLEN', messages) > 0 then
  redis.call('ZADD', bursts, string.format('%d', unix_ms() + again_ms), chat)
  return 0
end
redis.call('ZREM', bursts, chat)
acknowledge(burst, messages, waiting, chat, most)
return 1
