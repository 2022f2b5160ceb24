-- voice/finish: sets the number of a recording's chunks; chunks may still come. Setting it again is allowed.
-- The first arguments as in voice/common; `id` is the recording's, `chunks` their number.
-- Refuses session_not_found, not_found, forbidden, conflict. Publishes recording_finished, and the job POST_PROCESS as
-- job_changed when the recording is complete. Answers {recording as JSON, job id, run}, the last two only with a job.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id, chunks = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local recording = recording_key(id)
local maker, finished, count = unpack(redis.call('HMGET', recording, 'by', 'total', 'count'))
if not maker then return refuse('not_found', 'Nothing of this recording has arrived') end
if not has_recording(id) then return refuse('not_found', 'This recording was deleted') end
if not has(ids, maker) then return refuse('forbidden', 'Somebody else makes this recording') end
if finished then
  if finished == chunks then return { recording_json(id) } end
  return refuse('conflict', 'The recording was finished with another number of chunks', 'chunks', finished)
end
local total = tonumber(chunks)
local highest = -1
for _, number in ipairs(redis.call('HKEYS', chunks_key(id))) do highest = math.max(highest, tonumber(number)) end
if highest >= total then
  return refuse('conflict', 'A chunk beyond this number is already stored', 'chunks', string.format('%d', highest + 1))
end

redis.call('HSET', recording, 'total', chunks, 'finished_at', string.format('%d', now))
local json = recording_json(id)
emit('events', 'recording_finished', '{"recording":' .. json .. '}')
if count == chunks then return { json, ask_for_assembly(id) } end
tell_chat() -- what is missing
return { json }
