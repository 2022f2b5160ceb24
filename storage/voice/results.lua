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
  stored = string.gsub(cjson.encode(material), '"peaks":{}', '"peaks":[]') -- Lua has one empty table for both
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

-- The tasks that were found replace those found before; tasks that a person has changed stay, and a text that stands
-- there is not added. Answers the new ones as JSON.
local function renew_tasks(found)
  local is_found, said, made = {}, {}, {}
  for _, task in ipairs(found) do is_found[task.task_id] = true end
  local flat = redis.call('HGETALL', tasks)
  for i = 1, #flat, 2 do
    local id, stored = flat[i], flat[i + 1]
    local task = cjson.decode(stored)
    if task.done or task.edited or is_found[id] then
      said[task.text] = true
    else
      redis.call('HDEL', tasks, id)
      count_content(-#stored - ROW.task)
      emit('events', 'task_deleted', '{"task_id":"' .. id .. '"}')
    end
  end
  for _, task in ipairs(found) do
    if not said[task.text] and redis.call('HEXISTS', deleted_tasks, task.task_id) == 0 then
      local json = task_json(at_the_end(task))
      if redis.call('HSETNX', tasks, task.task_id, json) == 1 then
        made[#made + 1] = json
        count_content(#json + ROW.task)
        take_position(task.position)
      end
    end
  end
  return made
end

-- Names a session whose name is only a stand-in, and sets its summary, nil for the same, unless a person has written one.
local function describe(title, summary)
  local stand_in, before, edited = unpack(redis.call('HMGET', header, 'stand_in', 'summary', 'summary_edited'))
  local is_named = title ~= '' and stand_in == '1'
  if is_named then
    redis.call('HSET', header, 'name', title, 'stand_in', '')
    put_name('voice')
  end
  local is_new = summary and edited ~= '1' and summary ~= (before or '')
  if is_new then redis.call('HSET', header, 'summary', summary) end
  if not is_named and not is_new then return end
  emit('events', 'session_updated', '{"session":' .. session_json() .. '}')
  if is_named then change_row(now) end
end
