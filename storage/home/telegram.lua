-- home/telegram: the Telegram id whose voice sessions a home shows too.
-- `telegram` is the id, or '' for none. The rest as in tail.
-- Refuses session_not_found, forbidden. Publishes nothing: the rows follow. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, telegram = unpack(ARGV)
-- include home/common
local refused = refuse_unless('home', 'read')
if refused then return refused end
if telegram == '' then redis.call('HDEL', header, 'telegram') else redis.call('HSET', header, 'telegram', telegram) end
return 1
