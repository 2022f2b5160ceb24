-- telegram/recap: the one message about a closed session: sent once, then edited when there is more to say.
-- KEYS[1] the summary's hash, KEYS[2] the chat's queue of messages, KEYS[3] the index of chats with messages, KEYS[4]
-- what is known of the chat; ARGV[1] chat id, ARGV[2] messages a queue holds, ARGV[3] digest of the text, ARGV[4] the
-- message to send, ARGV[5] the edit of it, ARGV[6] seconds for which the summary is known.
-- Publishes nothing. Answers 1, or 0 when there is nothing to say or nobody to hear it: a chat that never wrote to the bot,
-- or has blocked it.
-- include telegram/queue
local known = redis.call('HMGET', KEYS[4], 'language', 'blocked')
if not known[1] or known[2] then return 0 end
local before = redis.call('HGET', KEYS[1], 'digest')
if before == ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'digest', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[6])
queue(KEYS[2], KEYS[3], ARGV[1], ARGV[2], before and ARGV[5] or ARGV[4])
return 1
