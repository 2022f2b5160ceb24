-- voice/purge: deletes an entry of the bin for good (D13), in two steps: `claim`, after which it cannot be restored and
-- its files are deleted, and `erase`.
-- The first arguments as in voice/common; `kind` is `session`, `recording` or `material`, `id` its id, and it must have
-- been in the bin for `keep_ms`.
-- Refuses not_found, forbidden. Publishes session_updated in a new epoch, except for a session. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, kind, id, step, keep_ms = unpack(ARGV)
-- include voice/transcript/edits
local entry = bin_entry(kind, id)
local deleted_at = redis.call('ZSCORE', binned, entry)
if not deleted_at then return refuse('not_found', 'This is not in the bin') end
local away = header .. ':binned'
local home = header
if kind == 'session' or redis.call('EXISTS', header) == 0 then header = away end -- it has the owner
local refused = refuse_unless('voice', 'own')
if flag ~= 'server' and redis.call('HEXISTS', away, 'taken_down') == 1 then
  refused = refuse('not_found', 'This is not in the bin')
end
header = home
if refused then return refused end
if tonumber(deleted_at) + tonumber(keep_ms) > now then return refuse('not_found', 'It may still come back') end
if step == 'claim' then
  if kind == 'session' then redis.call('HSET', away, 'purging', 1) end
  if kind == 'recording' then redis.call('HSET', recording_key(id), 'purging', 1) end
  if kind == 'material' then redis.call('HSET', header .. ':purging', id, 1) end
  return 1
end

-- What its recordings, chunks and texts take, as voice/chunk and voice/job count it.
local counted = { number = true, by = true, created_at = true, bytes = true, count = true, total = true, finished_at = true,
  deleted_at = true, purging = true, awaits_transcript = true }
local function bytes_of_recording(one)
  local bytes = ROW.recording + ROW.chunk * redis.call('HLEN', chunks_key(one))
  local flat = redis.call('HGETALL', recording_key(one))
  for i = 1, #flat, 2 do
    local field, value = flat[i], flat[i + 1]
    if not counted[field] then bytes = bytes + #value end
  end
  return bytes
end
-- What was said in a recording or a material, and what was changed in it. Answers the bytes.
local function forget_text(source)
  local bytes = 0
  for _, one in ipairs(redis.call('ZRANGEBYLEX', order, '[' .. source .. '.', '(' .. source .. '/')) do
    bytes = bytes + redis.call('HSTRLEN', segments, one) + ROW.segment
    redis.call('HDEL', segments, one)
    redis.call('ZREM', order, one)
  end
  forget_edits(function(key) return string.sub(key, 1, 36) == source or key == 'm:' .. source end)
  return bytes
end
local function forget_recording(one)
  redis.call('LREM', recording_ids, 1, one)
  redis.call('DEL', recording_key(one), chunks_key(one))
  redis.call('ZREM', binned, bin_entry('recording', one))
end
if redis.call('EXISTS', header) == 0 then header = away end -- it has the count
if kind == 'recording' then
  count_content(-bytes_of_recording(id) - forget_text(id))
elseif kind == 'material' then
  count_content(-redis.call('HSTRLEN', home .. ':deleted_materials', id) - ROW.material - forget_text(id))
end
if kind ~= 'session' then drop_tasks(deleted_tasks, id) end
header = home
if kind == 'recording' then
  forget_recording(id)
elseif kind == 'material' then
  redis.call('HDEL', header .. ':deleted_materials', id)
  redis.call('HDEL', header .. ':purging', id)
  redis.call('HDEL', header, 'awaits:' .. id)
else
  for _, one in ipairs(redis.call('LRANGE', recording_ids, 0, -1)) do forget_recording(one) end
  for _, one in ipairs(redis.call('HKEYS', header .. ':deleted_materials')) do
    redis.call('ZREM', binned, bin_entry('material', one))
  end
  for _, one in ipairs(redis.call('ZRANGE', header .. ':uploads', 0, -1)) do redis.call('DEL', header .. ':upload:' .. one) end
  redis.call('DEL', header .. ':uploads', away, recording_ids, jobs, tasks, deleted_tasks, segments, order, speakers, edits, header .. ':materials', header .. ':material_ids',
    header .. ':deleted_materials', header .. ':purging', header .. ':accesses',
    header .. ':members', header .. ':requests', header .. ':invitations', header .. ':invited', header .. ':steps',
    header .. ':outbox', header .. ':log:events')
end
redis.call('ZREM', binned, entry)
if kind ~= 'session' then forget_log() end
if kind == 'session' then redis.call('ZREM', index_of('voice', 'taken'), session_id) end
return 1
