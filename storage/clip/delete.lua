-- clip/delete: a session goes into the bin with all its moments (C26, D13).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] the admin who takes
-- it from its owner, or nothing, ARGV[6] when it must have been used last.
-- Refuses session_not_found, forbidden, conflict. Publishes `deleted`, the last event, to both feeds. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/shared
-- include session/parts/bin
-- include home/row
local refused = refuse_unless('clip', 'own') or refuse_revived(ARGV[6])
if refused then return refused end
emit('public', 'deleted', '{}', 'x')
emit('control', 'deleted', '{}', 'x')
leave_indexes('clip')
put_into_bin('clip', ARGV[5])
change_row(now)
return 1
