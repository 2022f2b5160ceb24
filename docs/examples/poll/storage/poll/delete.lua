-- poll/delete: a poll goes into the bin.
-- `admin` is who takes it from its owner, or nothing, `latest` when it must have been used last. The rest as in tail.
-- Refuses session_not_found, forbidden, conflict. Publishes `deleted`, the last event. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, admin, latest = unpack(ARGV)
-- include poll/common
-- include bin/session
local refused = refuse_unless('poll', 'own') or refuse_revived(latest)
if refused then return refused end
emit('votes', 'deleted', '{}', 'x')
leave_indexes('poll')
put_into_bin('poll', admin)
change_row(now)
return 1
