-- voice_rename: a new name.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] name.
-- Refuses session_not_found, forbidden. Publishes session_updated. Answers the session as JSON.
-- include voice_shared
local refused = refuse_unless('voice', 'update')
if refused then return refused end
redis.call('HSET', header, 'name', ARGV[5], 'updated_at', string.format('%d', now))
local session = session_json()
emit('events', 'session_updated', '{"session":' .. session .. '}')
return session
