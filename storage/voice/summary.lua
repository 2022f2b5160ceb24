-- voice/summary: a row of the list.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared.
-- Refuses session_not_found, forbidden. Answers {session as JSON, materials, recordings, their length in ms, project}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/shared
local refused = refuse_unless('voice', 'read')
if refused then return refused end
local session = session_json()
local duration = 0
local recordings = 0
for _, id in ipairs(redis.call('LRANGE', recording_ids, 0, -1)) do
  local f = redis.call('HMGET', recording_key(id), 'duration_ms', 'deleted_at')
  if not f[2] then
    recordings = recordings + 1
    duration = duration + tonumber(f[1] or '0')
  end
end
return { session, redis.call('LLEN', header .. ':material_ids'), recordings, string.format('%d', duration),
  redis.call('HGET', header, 'project') }
