-- voice_results: how the results of a job come into a voice session. They are paid for, so they are counted and never refused.
-- include voice_jobs
-- A material that was deleted in the meantime is not restored.
local function change_material(id, changes)
  local stored = redis.call('HGET', header .. ':materials', id)
  if not stored then return end
  local material = cjson.decode(stored)
  for field, value in pairs(changes) do material[field] = value end
  local had = #stored
  stored = cjson.encode(material)
  count_content(#stored - had)
  redis.call('HSET', header .. ':materials', id, stored)
  emit('events', 'material_changed', '{"material":' .. stored .. '}')
end

-- The tasks found in a text replace those found there before; tasks that a person has changed stay.
local function drop_tasks(texts, new)
  local kept = {}
  for _, task in ipairs(new) do kept[task.task_id] = true end
  local flat = redis.call('HGETALL', tasks)
  for i = 1, #flat, 2 do
    local task = cjson.decode(flat[i + 1])
    if texts[task.source_id] and not kept[flat[i]] and not task.done and not task.edited then
      redis.call('HDEL', tasks, flat[i])
      count_content(-#flat[i + 1] - ROW.task)
      emit('events', 'task_deleted', '{"task_id":"' .. flat[i] .. '"}')
    end
  end
  for source, digest in pairs(texts) do redis.call('HSET', header .. ':task_sources', source, digest) end
end

local function set_fields(recording, fields)
  for field, text in pairs(fields) do
    count_content(#tostring(text) - redis.call('HSTRLEN', recording, field))
    redis.call('HSET', recording, field, text)
  end
end
