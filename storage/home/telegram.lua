-- home/telegram: the Telegram id whose voice sessions a home shows too.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the id, or '' for none.
-- Refuses session_not_found, forbidden. Publishes nothing: the rows follow. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include home/shared
local refused = refuse_unless('home', 'read')
if refused then return refused end
if ARGV[4] == '' then redis.call('HDEL', header, 'telegram') else redis.call('HSET', header, 'telegram', ARGV[4]) end
return 1
