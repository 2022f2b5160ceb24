-- jam/restore: a jam comes back from the bin as it was (D13), used just now and in every index again (K17).
-- The first arguments as in tail; `new_epoch` ends all positions of before.
-- Refuses session_not_found, not_found, forbidden. Publishes nothing: nobody can be listening. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, new_epoch = unpack(ARGV)
-- include jam/common
-- include bin/session
-- include admin/indexes
-- include home/row
local refused = refuse_restoring('jam', 'own')
if refused then return refused end
take_from_bin('jam', new_epoch)
redis.call('HSET', header, 'accessed_at', int(now))
enter_indexes('jam')
change_row(now)
return 1
