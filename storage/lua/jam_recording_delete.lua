-- jam_recording_delete: removes a recording from a jam; tracks that use it become silent, other sessions keep it
-- (JM13).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the recording's uuid.
-- Refuses session_not_found, forbidden (not theirs, and not the owner), not_found. Publishes `recording_deleted`.
-- Answers its entry.
-- include jam_shared
-- include content
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local about = redis.call('HGET', samples, ARGV[4])
if not about then return refuse('not_found', 'There is no such recording') end
local made_by = cjson.decode(about).by
local is_owned = redis.call('HEXISTS', header, 'owner') == 1
if is_owned and (level_in('jam', OWNER, 'own')) < OWNER and not (type(made_by) == 'string' and has(ids, made_by)) then
  return refuse('forbidden', 'Only who made a recording and the owner of the session can delete it')
end
redis.call('HDEL', samples, ARGV[4])
count_content(-#about - ROW.sample)
emit('main', 'recording_deleted', '{"sampleId":"recording-' .. ARGV[4] .. '"}')
return about
