-- jam/use: counts an access to a jam that was read before: the copy that is made of it is not refused (K21).
-- `header`, `run`, `session_id`, `log_length` and `caller` as in tail.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/common
-- include jam/used
local refused = refuse_unless('jam', 'read')
if refused then return refused end
note_use()
return 1
