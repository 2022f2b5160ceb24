-- voice/summary: a row of the list.
-- The arguments are those of voice/common.
-- Refuses session_not_found, forbidden. Answers {session as JSON, materials, recordings, their length in ms, project}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include voice/common
local refused = refuse_unless('voice', 'read')
if refused then return refused end
local session = session_json()
local duration = 0
local recordings = 0
for _, id in ipairs(redis.call('LRANGE', recording_ids, 0, -1)) do
  local duration_ms, deleted_at = unpack(redis.call('HMGET', recording_key(id), 'duration_ms', 'deleted_at'))
  if not deleted_at then
    recordings = recordings + 1
    duration = duration + tonumber(duration_ms or '0')
  end
end
return { session, redis.call('LLEN', header .. ':material_ids'), recordings, string.format('%d', duration),
  redis.call('HGET', header, 'project') }
