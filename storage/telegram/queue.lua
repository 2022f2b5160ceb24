-- telegram/queue: messages to a chat wait in its queue (stream), and the bucket's index has the chats with messages by
-- the time of the next one, which comes after the pause that follows each message. A full queue takes no more: nobody
-- reads a hundred answers.
-- include session/parts/clock
local function queue(messages, index, chat, most, message)
  if redis.call('XLEN', messages) >= tonumber(most) then return end
  redis.call('XADD', messages, '*', 'message', message)
  local pause = math.max(0, redis.call('PTTL', messages .. ':pause'))
  redis.call('ZADD', index, 'NX', string.format('%d', unix_ms() + pause), chat)
end

-- The one acknowledgement of a burst, when it is over or another session gets the next material.
local function acknowledge(burst, messages, index, chat, most)
  local before, count, after, json = unpack(redis.call('HMGET', burst, 'before', 'count', 'after', 'message'))
  if not count then return end
  local message = cjson.decode(json)
  message.text = before .. count .. after
  queue(messages, index, chat, most, cjson.encode({ method = 'sendMessage', params = message }))
  redis.call('DEL', burst)
end
