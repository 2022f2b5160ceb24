-- telegram/reply: answers a message of the person once, however often it is asked for.
-- `replied` says that it was, and is known for `known_s`; `messages` is the chat's queue, which holds `most`; `waiting`
-- the index of chats with messages; `person` what is known of the chat.
-- Publishes nothing. Answers 1, also when it was answered before, or nobody hears it or wants it, or 0 when the queue is full.
local replied, messages, waiting, person = unpack(KEYS)
local chat, most, message, known_s = unpack(ARGV)
-- include telegram/queue
local language, is_blocked, replies = unpack(redis.call('HMGET', person, 'language', 'blocked', 'replies'))
if not language or is_blocked or replies == '0' or redis.call('EXISTS', replied) == 1 then return 1 end
if redis.call('XLEN', messages) >= tonumber(most) then return 0 end
redis.call('SET', replied, 1, 'EX', known_s)
queue(messages, waiting, chat, most, message)
return 1
