-- voice/discard: moves a recording or a material to the bin (D13).
-- The first arguments as in voice/common; `kind` is `recording` or `material`, `id` its id.
-- Refuses session_not_found, not_found, forbidden for anybody but the owner and whoever made it, invalid_transition
-- while it is being recorded. Publishes recording_deleted or material_deleted. Answers {owner, job id, run}, the last two only when the
-- session is read again.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, kind, id = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local owner = redis.call('HGET', header, 'owner')
local owns = not refuse_unless('voice', 'own')
local at = string.format('%d', now)
local material
if kind == 'recording' then
  if not has_recording(id) then return refuse('not_found', 'There is no such recording') end
  local maker = redis.call('HGET', recording_key(id), 'by')
  if not has(ids, maker) and not owns then return refuse('forbidden', 'Somebody else made this recording') end
  local status, lease, interrupted_at, recorded =
    unpack(redis.call('HMGET', header, 'status', 'lease', 'interrupted_at', 'recording'))
  if recorded == id and LEASED[(status_now(status, lease, interrupted_at))] then
    return refuse('invalid_transition', 'This is being recorded')
  end
else
  material = redis.call('HGET', header .. ':materials', id)
  if not material then return refuse('not_found', 'There is no such material') end
  if not has(ids, cjson.decode(material).by) and not owns then
    return refuse('forbidden', 'Somebody else attached this')
  end
end
if material then
  redis.call('HDEL', header .. ':materials', id)
  redis.call('LREM', header .. ':material_ids', 1, id)
  redis.call('HSET', header .. ':deleted_materials', id, material)
else
  redis.call('HSET', recording_key(id), 'deleted_at', at)
end
for _, stored in ipairs(redis.call('HVALS', jobs)) do -- its result is not needed; what waits goes on when it comes back
  local job = cjson.decode(stored)
  if job.recording_id == id or job.material_id == id then
    local waits = job.state == 'queued' or job.state == 'running'
    if waits and job.type == 'TRANSCRIBE' then redis.call('HSET', recording_key(id), 'awaits_transcript', 1) end
    if waits and material then redis.call('HSET', header, 'awaits:' .. id, cjson.encode({ job.type, job.message or '' })) end
    redis.call('HDEL', jobs, job.job_id)
    leave_jobs(job)
  end
end
redis.call('HSET', header, 'updated_at', at)
redis.call('ZADD', binned, now, bin_entry(kind, id))
emit('events', kind .. '_deleted', '{"' .. kind .. '_id":"' .. id .. '"}')
local asked = { owner }
if has_words(id, material) then read_again(asked, id) else ask_to_read(asked) end
return asked
