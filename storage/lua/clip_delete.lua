-- clip_delete: a session goes into the bin with all its moments (C26, D13).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared.
-- Refuses session_not_found, forbidden. Publishes `deleted`, the last event, to both feeds. Answers 1.
-- include clip_shared
-- include bin
-- include row
local refused = refuse_unless('clip', 'own')
if refused then return refused end
emit('public', 'deleted', '{}', 'x')
emit('control', 'deleted', '{}', 'x')
leave_indexes('clip')
put_into_bin('clip')
change_row(now)
return 1
