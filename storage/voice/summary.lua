-- voice/summary: a row of the list.
-- The arguments are those of voice/common.
-- Refuses session_not_found, forbidden. Answers {session as JSON, materials, recordings, the length of all sound in ms
-- (of the first 500 materials), project, tasks that are not done, names of speakers as JSON}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include voice/row
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
local first = redis.call('LRANGE', header .. ':material_ids', 0, 499)
if #first > 0 then
  for _, material in ipairs(redis.call('HMGET', header .. ':materials', unpack(first))) do
    -- A match, because decoding costs ten times as much; in a text the quotes are escaped.
    duration = duration + tonumber(string.match(material or '', '[{,]"duration_ms":(%d+)') or '0')
  end
end
return { session, redis.call('LLEN', header .. ':material_ids'), recordings, string.format('%d', duration),
  redis.call('HGET', header, 'project'), open_tasks(), speaker_names() }
