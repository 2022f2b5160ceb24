-- telegram/file: the file of a closed session: queued once for each `stage` of it, and only with another content.
-- `summary` is the hash of the session's message, known for `summary_s`; `messages` the chat's queue, which holds
-- `most`; `waiting` the index of chats with messages; `person` what is known of the chat. `content_digest` is the
-- file's, `message` sends it.
-- Publishes nothing. Answers 1, also when there is nothing to send or nobody to get it, or 0 when the queue is full.
local summary, messages, waiting, person = unpack(KEYS)
local chat, most, stage, content_digest, message, summary_s = unpack(ARGV)
-- include telegram/queue
local language, is_blocked = unpack(redis.call('HMGET', person, 'language', 'blocked'))
if not language or is_blocked then return 1 end
local last_stage, last_digest = unpack(redis.call('HMGET', summary, 'file_stage', 'file_digest'))
if last_stage == stage then return 1 end
local is_new = last_digest ~= content_digest
if is_new and redis.call('XLEN', messages) >= tonumber(most) then return 0 end
redis.call('HSET', summary, 'file_stage', stage, 'file_digest', content_digest)
redis.call('EXPIRE', summary, summary_s)
if is_new then queue(messages, waiting, chat, most, message) end
return 1
