-- voice/chunk: a chunk whose bytes are stored; in any order, any number of times, also after the session is closed.
-- The first arguments as in voice/common; `id` is the recording's, `number`, `digest` and `size` the chunk's, `user_id`
-- whose it is, `most_bytes` a recording may have, `most_recordings` a session.
-- Refuses session_not_found, forbidden, also for somebody else's recording, not_found for a deleted one, conflict,
-- too_large, storage_full. Publishes chunk_added, and the job POST_PROCESS as job_changed when the recording is
-- complete.
-- Answers {1 new or 0 known, recording as JSON, job id, run}, the last two only with a job.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id, number, digest, size, user_id, most_bytes, most_recordings =
  unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local recording, chunks = recording_key(id), chunks_key(id)
local maker, total, bytes, deleted_at = unpack(redis.call('HMGET', recording, 'by', 'total', 'bytes', 'deleted_at'))
if maker and not has(ids, maker) then return refuse('forbidden', 'Somebody else makes this recording') end
if not maker and (redis.call('HEXISTS', header .. ':materials', id) == 1 or redis.call('HEXISTS', header .. ':deleted_materials', id) == 1) then
  return refuse('conflict', 'A file or a text has this id')
end
if deleted_at then return refuse('not_found', 'This recording was deleted') end
local known = redis.call('HGET', chunks, number)
if known then
  if string.match(known, '^%x+') ~= digest then return refuse('conflict', 'Another body is stored under this number') end
  return { 0, recording_json(id) }
end
if total and tonumber(number) >= tonumber(total) then
  return refuse('conflict', 'The recording was finished with fewer chunks', 'chunks', total)
end
if tonumber(bytes or '0') + tonumber(size) > tonumber(most_bytes) then
  return refuse('too_large', 'The recording is too large', 'limit', most_bytes)
end
if not maker and redis.call('LLEN', recording_ids) >= tonumber(most_recordings) then
  return refuse('too_large', 'This session holds no more recordings')
end

local more = ROW.chunk + (maker and 0 or ROW.recording)
refused = refuse_to_add(more)
if refused then return refused end
count_content(more)
local at = string.format('%d', now)
if not maker then
  redis.call('RPUSH', recording_ids, id)
  local made = redis.call('HINCRBY', header, 'recordings_made', 1) -- each number is added once
  redis.call('HSET', recording, 'number', made, 'by', user_id, 'created_at', at, 'bytes', 0, 'count', 0)
end
redis.call('HSET', chunks, number, digest .. ':' .. size)
local count = redis.call('HINCRBY', recording, 'count', 1)
redis.call('HINCRBY', recording, 'bytes', size)
local json = recording_json(id)
emit('events', 'chunk_added', table.concat({ '{"recording_id":"', id, '","chunk":', number, ',"recording":', json, '}' }))
if total and count == tonumber(total) then return { 1, json, ask_for_assembly(id) } end
return { 1, json }
