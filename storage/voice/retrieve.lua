-- voice/retrieve: restores a recording or a material from the bin (D13).
-- The first arguments as in voice/common; `kind` is `recording` or `material`, `id` its id.
-- Refuses session_not_found, not_found, forbidden for anybody but the owner and whoever made it. Publishes
-- recording_restored or material_restored, and jobs as job_changed: what it still needs, or another reading of the
-- session. Answers {the item as JSON, owner, job id, run, …}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, kind, id = unpack(ARGV)
-- include voice/transcript/segments
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local owner = redis.call('HGET', header, 'owner')
local owns = not refuse_unless('voice', 'own')
if not redis.call('ZSCORE', binned, bin_entry(kind, id)) then return refuse('not_found', 'This is not in the bin') end
local purging = kind == 'recording' and redis.call('HGET', recording_key(id), 'purging')
  or redis.call('HGET', header .. ':purging', id)
if purging then return refuse('not_found', 'This is not in the bin') end
local json, maker
if kind == 'recording' then
  maker = redis.call('HGET', recording_key(id), 'by')
else
  json = redis.call('HGET', header .. ':deleted_materials', id)
  maker = cjson.decode(json).by
end
if not has(ids, maker) and not owns then return refuse('forbidden', 'Only the owner can bring this back') end

if kind == 'recording' then
  redis.call('HDEL', recording_key(id), 'deleted_at')
  json = recording_json(id)
else
  redis.call('HDEL', header .. ':deleted_materials', id)
  redis.call('HSET', header .. ':materials', id, json)
  redis.call('RPUSH', header .. ':material_ids', id)
end
redis.call('ZREM', binned, bin_entry(kind, id))
redis.call('HSET', header, 'updated_at', string.format('%d', now))
-- What was said in it comes with a new snapshot: it may be thousands of segments.
emit('events', kind .. '_restored', '{"' .. kind .. '":' .. json .. '}', has_words(id) and 'a' or 'e')
local asked = { json, owner }
if kind == 'recording' then
  local total, count, assembled = unpack(redis.call('HMGET', recording_key(id), 'total', 'count', 'assembled'))
  if total == count and count ~= assembled then add_to(asked, ask_for_assembly(id)) end
  if redis.call('HDEL', recording_key(id), 'awaits_transcript') == 1 then
    local job_id = 'transcribe.' .. id
    add_to(asked, job_id, ask_for(job_id, 'TRANSCRIBE', id))
  end
end
local waited = redis.call('HGET', header, 'awaits:' .. id)
if waited then
  redis.call('HDEL', header, 'awaits:' .. id)
  local type, message = unpack(cjson.decode(waited))
  local job_id = string.lower(type) .. '.' .. id
  add_to(asked, job_id, ask_for(job_id, type, '', id, message))
end
if has_words(id, kind == 'material' and json) then read_again(asked) end
return asked
