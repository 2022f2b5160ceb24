-- admin/posted: a message to the webhook has arrived there, or is too old.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] its id.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/shared
local refused = refuse_unless('admin', 'change')
if refused then return refused end
redis.call('HDEL', header .. ':posts', ARGV[4])
redis.call('ZREM', pending, session_id .. '|post_alert.' .. ARGV[4] .. '|1')
return 1
