-- clip/update: title, game or reaction lead (C21). A new lead applies to taps from now on.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, then field and value in turn.
-- Refuses session_not_found, forbidden. Publishes session_updated to both feeds. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/shared
-- include home/row
local refused = refuse_unless('clip', 'control')
if refused then return refused end
redis.call('HSET', header, 'updated_at', string.format('%d', now), unpack(ARGV, 5))
put_name('clip')
local session = session_json()
emit_public('session_updated', '{"session":' .. session .. '}')
change_row(now)
return session
