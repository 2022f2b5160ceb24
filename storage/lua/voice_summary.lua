-- voice_summary: a row of the list.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared.
-- Refuses session_not_found, forbidden. Answers {session as JSON, materials, recordings, their length in ms, project}.
-- include voice_shared
local refused = refuse_unless('voice', 'read')
if refused then return refused end
local session = session_json()
local duration = 0
local ids = redis.call('LRANGE', recording_ids, 0, -1)
for _, id in ipairs(ids) do
  duration = duration + tonumber(redis.call('HGET', recording_key(id), 'duration_ms') or '0')
end
return { session, redis.call('LLEN', header .. ':material_ids'), #ids, string.format('%d', duration),
  redis.call('HGET', header, 'project') }
