-- clip/restore: a session comes back from the bin as it was, with a new epoch (D13).
-- Refuses session_not_found, not_found, forbidden. Publishes nothing: nobody can be listening. Answers the session as
-- JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, new_epoch = unpack(ARGV)
-- include clip/common
-- include bin/session
-- include home/row
local refused = refuse_restoring('clip', 'own')
if refused then return refused end
take_from_bin('clip', new_epoch)
redis.call('HSET', header, 'accessed_at', string.format('%d', now))
enter_indexes('clip')
change_row(now)
return session_json()
