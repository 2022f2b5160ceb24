-- voice/chunk: a chunk whose bytes are stored; in any order, any number of times, also after the session is closed.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] recording id, ARGV[6] number, ARGV[7]
-- digest, ARGV[8] size, ARGV[9] user id, ARGV[10] the most bytes of a recording, ARGV[11] the most recordings of a
-- session.
-- Refuses session_not_found, forbidden, also for somebody else's recording, not_found for a deleted one, conflict,
-- too_large, storage_full. Publishes chunk_added, and the job POST_PROCESS as job_changed when the recording is complete. Answers {1
-- new or 0 known, recording as JSON, job id, run}, the last two only with a job.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local id = ARGV[5]
local recording, chunks = recording_key(id), chunks_key(id)
local f = redis.call('HMGET', recording, 'by', 'total', 'bytes', 'deleted_at')
if f[1] and not has(ids, f[1]) then return refuse('forbidden', 'Somebody else makes this recording') end
if f[4] then return refuse('not_found', 'This recording was deleted') end
local known = redis.call('HGET', chunks, ARGV[6])
if known then
  if string.match(known, '^%x+') ~= ARGV[7] then return refuse('conflict', 'Another body is stored under this number') end
  return { 0, recording_json(id) }
end
if f[2] and tonumber(ARGV[6]) >= tonumber(f[2]) then
  return refuse('conflict', 'The recording was finished with fewer chunks', 'chunks', f[2])
end
if tonumber(f[3] or '0') + tonumber(ARGV[8]) > tonumber(ARGV[10]) then
  return refuse('too_large', 'The recording is too large', 'limit', ARGV[10])
end
if not f[1] and redis.call('LLEN', recording_ids) >= tonumber(ARGV[11]) then
  return refuse('too_large', 'This session holds no more recordings')
end

local more = ROW.chunk + (f[1] and 0 or ROW.recording)
refused = refuse_to_add(more)
if refused then return refused end
count_content(more)
local at = string.format('%d', now)
if not f[1] then
  redis.call('RPUSH', recording_ids, id)
  local number = redis.call('HINCRBY', header, 'recordings_made', 1) -- each number is added once
  redis.call('HSET', recording, 'number', number, 'by', ARGV[9], 'created_at', at, 'bytes', 0, 'count', 0)
end
redis.call('HSET', chunks, ARGV[6], ARGV[7] .. ':' .. ARGV[8])
local count = redis.call('HINCRBY', recording, 'count', 1)
redis.call('HINCRBY', recording, 'bytes', ARGV[8])
local json = recording_json(id)
emit('events', 'chunk_added', table.concat({ '{"recording_id":"', id, '","chunk":', ARGV[6], ',"recording":', json, '}' }))
if f[2] and count == tonumber(f[2]) then
  local asked = ask_for_assembly(id)
  return { 1, json, asked[1], asked[2] }
end
return { 1, json }
