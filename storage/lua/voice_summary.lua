-- voice_summary: a row of the list.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared.
-- Refuses session_not_found. Answers {session as JSON, materials, recordings, their length in ms, and what decides who
-- may read it: owner, access level, chat id, project, allowed users as JSON}.
-- include voice_shared
local session = session_json()
if not session then return refuse('session_not_found') end
local duration = 0
local ids = redis.call('LRANGE', recording_ids, 0, -1)
for _, id in ipairs(ids) do
  duration = duration + tonumber(redis.call('HGET', recording_key(id), 'duration_ms') or '0')
end
local f = redis.call('HMGET', header, 'owner', 'access_level', 'chat_id', 'project', 'allowed_users')
return { session, redis.call('LLEN', header .. ':material_ids'), #ids, string.format('%d', duration), f[1], f[2], f[3], f[4],
  f[5] }
