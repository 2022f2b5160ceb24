-- voice/tasks: tasks as JSON, what their texts are compared by, and where they stand. Takes `header`.
-- include voice/common
-- `edited`: a person added it, or changed more than whether it is done.
local function task_json(task, position)
  local function text(field)
    return task[field] ~= cjson.null and text_or_null(task[field]) or 'null'
  end
  local at_ms = tonumber(task.at_ms)
  return table.concat({ '{"task_id":"', task.task_id, '","text":', quoted(task.text), ',"source_id":', text('source_id'),
    ',"at_ms":', at_ms and string.format('%d', at_ms) or 'null', ',"done":', task.done and 'true' or 'false',
    ',"edited":', task.edited and 'true' or 'false', ',"assignee":', text('assignee'), ',"assignee_name":',
    text('assignee_name'), ',"due":', text('due'), ',"position":', string.format('%.17g', position or task.position or 0), '}' })
end

-- The tasks as they are shown: by `position`, then by id.
local function tasks_in_order()
  local all = {}
  for i, stored in ipairs(redis.call('HVALS', tasks)) do all[i] = cjson.decode(stored) end
  table.sort(all, function(a, b)
    local left, right = a.position or 0, b.position or 0
    return left < right or (left == right and a.task_id < b.task_id)
  end)
  return all
end

-- The position after all tasks.
local function last_position(all)
  local last = all[#all]
  return (last and last.position or 0) + 1
end

-- A text without capitals, Latin and Cyrillic.
local function folded(text)
  text = string.gsub(string.lower(text), '\208[\129\144-\175]', function(letter)
    local code = string.byte(letter, 2)
    if code == 129 then return '\209\145' end
    return code < 160 and '\208' .. string.char(code + 32) or '\209' .. string.char(code - 32)
  end)
  return text
end

-- A position after `place` tasks of these, nil when two stand too close.
local function between(others, place)
  local left, right = others[place], others[place + 1]
  local low = left and (left.position or 0)
  local high = right and (right.position or 0)
  if not low then return high and high - 1 or 1 end
  if not high then return low + 1 end
  local middle = (low + high) / 2
  return low < middle and middle < high and middle or nil
end
