-- voice/tasks/tasks: tasks as JSON, and where they stand. Takes `header`.
-- include voice/common
-- `edited`: a person added it, or changed more than whether it is done.
local function task_json(task)
  local function text(field)
    return task[field] ~= cjson.null and text_or_null(task[field]) or 'null'
  end
  local at_ms = tonumber(task.at_ms)
  return table.concat({ '{"task_id":"', task.task_id, '","text":', quoted(task.text), ',"source_id":', text('source_id'),
    ',"at_ms":', at_ms and string.format('%d', at_ms) or 'null', ',"done":', task.done and 'true' or 'false',
    ',"edited":', task.edited and 'true' or 'false', ',"assignee":', text('assignee'), ',"assignee_name":',
    text('assignee_name'), ',"due":', text('due'), ',"position":', string.format('%.17g', task.position), '}' })
end

-- The tasks as they are shown: by `position`, then by id. 1,000 take 4 ms.
local function tasks_in_order()
  local all = {}
  for i, stored in ipairs(redis.call('HVALS', tasks)) do all[i] = cjson.decode(stored) end
  table.sort(all, function(a, b)
    return a.position < b.position or (a.position == b.position and a.task_id < b.task_id)
  end)
  return all
end

-- Drops the tasks that were found in a source, or at `at_ms` of it: those that nobody touched, or of the deleted ones all.
local function drop_tasks(from, source, at_ms)
  local flat = redis.call('HGETALL', from)
  for i = 1, #flat, 2 do
    local id, stored = flat[i], flat[i + 1]
    if string.find(stored, source, 1, true) then
      local task = cjson.decode(stored)
      local is_there = task.source_id == source and (not at_ms or task.at_ms == at_ms)
      if is_there and (from == deleted_tasks or not (task.done or task.edited)) then
        redis.call('HDEL', from, id)
        count_content(-#stored - ROW.task)
        if from == tasks then emit('events', 'task_deleted', '{"task_id":"' .. id .. '"}') end
      end
    end
  end
end

-- A position after all tasks; `take_position` notes that one is taken.
local function last_position()
  return tonumber(redis.call('HGET', header, 'task_places') or '0') + 1
end

local function at_the_end(task)
  task.position = last_position()
  return task
end

local function take_position(position)
  if position >= last_position() then redis.call('HSET', header, 'task_places', string.format('%d', position)) end
end

-- A position behind `place` tasks of these, and those that move for it: where two stand too close, at most 32 behind
-- them, 5 ms, share what is free there. nil when there is nothing.
local function position_behind(others, place)
  local left, right, moved = others[place], others[place + 1], {}
  if not right then return last_position(), moved end
  if not left then return right.position - 1, moved end
  local middle = (left.position + right.position) / 2
  if left.position < middle and middle < right.position then return middle, moved end
  local last = math.min(#others, place + 32)
  local limit = others[last + 1] and others[last + 1].position or last_position()
  local step = (limit - left.position) / (last - place + 2)
  for i = place + 1, last do
    others[i].position = left.position + step * (i - place + 1)
    moved[#moved + 1] = others[i]
    if others[i].position <= others[i - 1].position then return nil end
  end
  return left.position + step, moved
end
