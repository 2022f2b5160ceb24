-- clip_delete: deletes a session with all its moments (C26). What is kept of its viewers goes afterwards, some at a time
-- (clip_forget): nobody can reach it without the header, and thousands of keys would hold Redis for long (OP21).
-- KEYS[1] header, KEYS[2] run id, KEYS[3] the bucket's index by creation, KEYS[4] its index of what clip_forget has to do;
-- ARGV[1..4] as in tail and clip_shared.
-- Refuses session_not_found, forbidden. Publishes `deleted`, the last event, to both feeds.
-- include clip_shared
local refused = refuse_unless('clip', 'own')
if refused then return refused end
emit('public', 'deleted', '{}', 'x')
emit('control', 'deleted', '{}', 'x')
redis.call('UNLINK', header, clips, segments, order, header .. ':author', header .. ':audience',
  header .. ':members', header .. ':requests', header .. ':invitations',
  header .. ':log:public', header .. ':log:control')
redis.call('ZREM', KEYS[3], session_id)
redis.call('ZADD', KEYS[4], now, session_id)
return 1
