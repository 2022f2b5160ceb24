-- telegram/recap: the one message about a closed session: sent once, then edited when there is more to say.
-- `summary` is a hash, known for `summary_s`; `messages` the chat's queue, which holds `most`; `waiting` the index of
-- chats with messages; `person` what is known of the chat. `text_digest` is the text's, `message` sends it, `edit` is
-- an edit of it.
-- Publishes nothing. Answers 1, also when there is nothing to say or nobody to hear it (a chat that never wrote to the
-- bot, or has blocked it), or 0 when the queue is full.
local summary, messages, waiting, person = unpack(KEYS)
local chat, most, text_digest, message, edit, summary_s = unpack(ARGV)
-- include telegram/queue
local language, is_blocked = unpack(redis.call('HMGET', person, 'language', 'blocked'))
if not language or is_blocked then return 1 end
local before = redis.call('HGET', summary, 'digest')
if before == text_digest then return 1 end
if redis.call('XLEN', messages) >= tonumber(most) then return 0 end
redis.call('HSET', summary, 'digest', text_digest)
redis.call('EXPIRE', summary, summary_s)
queue(messages, waiting, chat, most, before and edit or message)
return 1
