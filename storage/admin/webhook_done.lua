-- admin/webhook_done: a message to the webhook has arrived there, or is too old.
-- `id` is the message's. The rest as in tail.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, id = unpack(ARGV)
-- include admin/common
local refused = refuse_unless('admin', 'change')
if refused then return refused end
redis.call('HDEL', header .. ':posts', id)
redis.call('ZREM', pending, session_id .. '|post_alert.' .. id .. '|1')
return 1
