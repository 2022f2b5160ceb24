-- clip/update: title, game, reaction lead or whether viewers see the heat, as field and value in turn (C21). A new lead applies to taps from now on.
-- Refuses session_not_found, forbidden. Publishes session_updated to both feeds. Answers the session as JSON.
local header, run = unpack(KEYS)
local FIRST_FIELD = 5
local session_id, log_length, caller, base_url = unpack(ARGV, 1, FIRST_FIELD - 1)
-- include clip/common
-- include home/row
local refused = refuse_unless('clip', 'control')
if refused then return refused end
redis.call('HSET', header, 'updated_at', string.format('%d', now), unpack(ARGV, FIRST_FIELD))
put_name('clip')
local session = session_json()
emit_public('session_updated', '{"session":' .. session .. '}')
change_row(now)
return session
