-- jam_delete: deletes a jam; its remixes and its recorded samples, which they share, stay (S14, S19).
-- KEYS[1] header, KEYS[2] run id, KEYS[3..7] the bucket's indexes; ARGV[1..3] as in tail.
-- Refuses session_not_found, forbidden. Publishes `deleted`, the last event.
-- include jam_shared
local refused = refuse_unless('jam', 'delete')
if refused then return refused end
emit('main', 'deleted', '{}', 'x')
redis.call('DEL', header, state, answers, answered, checkpoints, children, samples,
  header .. ':members', header .. ':requests', header .. ':invitations', header .. ':log:main')
for i = 3, 7 do redis.call('ZREM', KEYS[i], session_id) end
return 1
