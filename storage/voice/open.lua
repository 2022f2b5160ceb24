-- voice/open: a user chooses a session by its name: one that is closed is opened again (D31).
-- The arguments are those of voice_shared.
-- Refuses session_not_found, forbidden. Publishes status_changed when it was closed. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include voice/common
-- include home/row
local refused = refuse_unless('voice', 'update')
if refused then return refused end
if redis.call('HGET', header, 'open') == '1' then return session_json() end
redis.call('HSET', header, 'open', 1, 'status', 'ready', 'updated_at', string.format('%d', now))
local session = session_json()
emit('events', 'status_changed', '{"status":"ready","session":' .. session .. '}')
change_row(now)
return session
