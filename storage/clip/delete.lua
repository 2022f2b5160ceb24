-- clip/delete: a session goes into the bin with all its moments (C26, D13).
-- `admin` is who takes it from its owner, or nothing, `unused_since` when it must have been used last then.
-- Refuses session_not_found, forbidden, conflict. Publishes `deleted`, the last event, to both feeds. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, admin, unused_since = unpack(ARGV)
-- include clip/common
-- include bin/session
-- include home/row
local refused = refuse_unless('clip', 'own') or refuse_revived(unused_since)
if refused then return refused end
emit('public', 'deleted', '{}', 'x')
emit('control', 'deleted', '{}', 'x')
leave_indexes('clip')
put_into_bin('clip', admin)
change_row(now)
return 1
