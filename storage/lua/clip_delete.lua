-- clip_delete: deletes a session with all its moments (C26).
-- KEYS[1] header, KEYS[2] run id, KEYS[3] the bucket's index by creation; ARGV[1..4] as in tail and clip_shared.
-- Refuses session_not_found, forbidden. Publishes `deleted`, the last event, to both feeds.
-- include clip_shared
local refused = refuse_unless('clip', 'control')
if refused then return refused end
emit('public', 'deleted', '{}', 'x')
emit('control', 'deleted', '{}', 'x')
for _, author in ipairs(redis.call('SMEMBERS', header .. ':authors')) do redis.call('DEL', of_author(author)) end
redis.call('DEL', header, clips, segments, order, header .. ':authors', header .. ':author', header .. ':audience',
  header .. ':log:public', header .. ':log:control')
redis.call('ZREM', KEYS[3], session_id)
return 1
