-- voice/finish: sets the number of a recording's chunks; chunks may still come. Setting it again is allowed.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] recording id, ARGV[6] the number of
-- chunks.
-- Refuses session_not_found, not_found, forbidden, conflict. Publishes recording_finished, and the job POST_PROCESS as
-- job_changed when the recording is complete. Answers {recording as JSON, job id, run}, the last two only with a job.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local id = ARGV[5]
local recording = recording_key(id)
local f = redis.call('HMGET', recording, 'by', 'total', 'count')
if not f[1] then return refuse('not_found', 'Nothing of this recording has arrived') end
if not has_recording(id) then return refuse('not_found', 'This recording was deleted') end
if not has(ids, f[1]) then return refuse('forbidden', 'Somebody else makes this recording') end
if f[2] then
  if f[2] == ARGV[6] then return { recording_json(id) } end
  return refuse('conflict', 'The recording was finished with another number of chunks', 'chunks', f[2])
end
local total = tonumber(ARGV[6])
local highest = -1
for _, number in ipairs(redis.call('HKEYS', chunks_key(id))) do highest = math.max(highest, tonumber(number)) end
if highest >= total then
  return refuse('conflict', 'A chunk beyond this number is already stored', 'chunks', string.format('%d', highest + 1))
end

redis.call('HSET', recording, 'total', ARGV[6], 'finished_at', string.format('%d', now))
local json = recording_json(id)
emit('events', 'recording_finished', '{"recording":' .. json .. '}')
if f[3] == ARGV[6] then
  local asked = ask_for_assembly(id)
  return { json, asked[1], asked[2] }
end
return { json }
