-- voice_update: a new name, or a change of who may read it.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] '1' when access changes, then fields
-- and their values in turn.
-- Refuses session_not_found, forbidden, also when anybody but an owner or co-owner changes
-- access. Publishes session_updated; after a change of access, all subscribers must subscribe again. Answers the session as JSON.
-- include voice_shared
local refused = refuse_unless('voice', ARGV[5] == '1' and 'people' or 'update')
if refused then return refused end
for i = 6, #ARGV, 2 do redis.call('HSET', header, ARGV[i], ARGV[i + 1]) end
redis.call('HSET', header, 'updated_at', string.format('%d', now))
put_name('voice')
local session = session_json()
emit('events', 'session_updated', '{"session":' .. session .. '}', ARGV[5] == '1' and 'a' or 'e')
return session
