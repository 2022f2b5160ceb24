-- voice_read: everything of a session, and the position at which it is true.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, session, {material…}, {recording…}, {job…}, {task…},
-- the caller's level as in auth/access.py}, JSON but for the numbers.
-- include voice_shared
local refused = refuse_unless('voice', 'read')
if refused then return refused end
local session = session_json()
local seq = redis.call('HGET', header, 'seq:events')
local material_list, recording_list, job_list, task_list = {}, {}, {}, {}
local ids = redis.call('LRANGE', header .. ':material_ids', 0, -1)
for first = 1, #ids, 1000 do -- unpack has a limit of some thousand values
  local part = redis.call('HMGET', header .. ':materials', unpack(ids, first, math.min(first + 999, #ids)))
  for i = 1, #part do material_list[first + i - 1] = part[i] end
end
for _, id in ipairs(redis.call('LRANGE', recording_ids, 0, -1)) do
  if has_recording(id) then recording_list[#recording_list + 1] = recording_json(id) end
end
for i, stored in ipairs(redis.call('HVALS', jobs)) do job_list[i] = job_json(cjson.decode(stored)) end
task_list = redis.call('HVALS', tasks)
return { epoch('events'), tonumber(seq or '0'), string.format('%d', now), session, material_list, recording_list, job_list, task_list,
  (level_in('voice')) }
