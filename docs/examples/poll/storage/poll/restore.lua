-- poll/restore: a poll comes back from the bin.
-- `new_epoch` is its epoch. The rest as in tail.
-- Refuses session_not_found, not_found, forbidden. Publishes nothing: nobody can be listening. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, new_epoch = unpack(ARGV)
-- include poll/common
-- include bin/session
local refused = refuse_restoring('poll', 'own')
if refused then return refused end
take_from_bin('poll', new_epoch)
enter_indexes('poll')
change_row(now)
return 1
