-- voice/results: how the results of a job come into a voice session. They are paid for, so they are counted and never
-- refused. Takes `header`.
-- include voice/jobs
-- include voice/tasks/tasks
-- include home/row
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

local function set_fields(recording, fields)
  for field, text in pairs(fields) do
    count_content(#tostring(text) - redis.call('HSTRLEN', recording, field))
    redis.call('HSET', recording, field, text)
  end
end

-- Sets the summary of each source that has another one now, '' for none. Answers the ids of the recordings among them.
local function summarize(summaries)
  local recording_list = {}
  for _, one in ipairs(summaries) do
    local id, text = unpack(one)
    local stored = redis.call('HGET', header .. ':materials', id)
    if stored then
      local before = cjson.decode(stored).summary
      if before == nil or before == cjson.null then before = '' end
      if before ~= text then
        change_material(id, { summary = text ~= '' and text or cjson.null })
      end
    elseif has_recording(id) and (redis.call('HGET', recording_key(id), 'summary') or '') ~= text then
      set_fields(recording_key(id), { summary = text })
      recording_list[#recording_list + 1] = id
    end
  end
  return recording_list
end

-- The tasks found in a text replace those found there before; tasks that a person has changed stay.
local function drop_tasks(texts, new)
  local kept = {}
  for _, task in ipairs(new) do kept[task.task_id] = true end
  local flat = redis.call('HGETALL', tasks)
  for i = 1, #flat, 2 do
    local id, stored = flat[i], flat[i + 1]
    local task = cjson.decode(stored)
    if texts[task.source_id] and not kept[id] and not task.done and not task.edited then
      redis.call('HDEL', tasks, id)
      count_content(-#stored - ROW.task)
      emit('events', 'task_deleted', '{"task_id":"' .. id .. '"}')
    end
  end
  for source, digest in pairs(texts) do redis.call('HSET', header .. ':task_sources', source, digest) end
end

-- Names a session whose name is only a stand-in.
local function name_after(title)
  if title == '' or redis.call('HGET', header, 'stand_in') ~= '1' then return end
  redis.call('HSET', header, 'name', title, 'stand_in', '')
  put_name('voice')
  emit('events', 'session_updated', '{"session":' .. session_json() .. '}')
  change_row(now)
end
