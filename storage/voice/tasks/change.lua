-- voice/tasks/change: adds, changes, deletes or restores a task (VO15).
-- The first arguments as in voice/common; `what` is `add`, `change`, `delete` or `restore`, `id` the task's, `given` its
-- new fields as JSON: `text`, `done`, `assignee`, `due`, `after` (the id of the task it is to stand after, null for the
-- first place), and for a new one `source_id` and `at_ms`. `most` is how many a session holds, deleted ones included,
-- `own_name` the caller's.
-- Refuses session_not_found, forbidden, not_found, too_large, storage_full; conflict for the id of a deleted task or a place without room, and
-- `assignee` for somebody without a role. Publishes task_changed or task_deleted. Answers the task as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, what, id, given_json, most, own_name = unpack(ARGV)
-- include voice/tasks/tasks
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local given = cjson.decode(given_json)

local stored = redis.call('HGET', what == 'restore' and deleted_tasks or tasks, id)
local task
if what == 'add' then
  if stored then return stored end
  local same = '"text":' .. quoted(given.text) .. ',' -- no text has it inside: its quotation marks would be escaped
  for _, other in ipairs(redis.call('HVALS', tasks)) do
    if string.find(other, same, 1, true) then stored = other end
  end
end
if what == 'add' and stored then
  task = cjson.decode(stored)
  what, id, given, task.edited = 'change', task.task_id, {}, true -- no reading takes away what somebody has added
elseif what == 'add' then
  if redis.call('HEXISTS', deleted_tasks, id) == 1 then return refuse('conflict', 'This task was deleted') end
  if redis.call('HLEN', tasks) + redis.call('HLEN', deleted_tasks) >= tonumber(most) then
    return refuse('too_large', 'This session holds no more tasks')
  end
  local source = given.source_id
  if source and not has_recording(source) and redis.call('HEXISTS', header .. ':materials', source) == 0 then
    return refuse('not_found', 'There is no such source')
  end
  task = at_the_end({ task_id = id, source_id = source, at_ms = given.at_ms, edited = true })
elseif not stored then
  return refuse('not_found', 'There is no such task')
else
  task = cjson.decode(stored)
end

if given.done ~= nil then task.done = given.done end
if given.text and given.text ~= task.text then
  task.text, task.edited = given.text, true
end
if given.due ~= nil and given.due ~= (task.due or cjson.null) then
  task.due, task.edited = given.due, true
end
local assignee = given.assignee
if assignee ~= nil and assignee ~= (task.assignee or cjson.null) then
  local name = cjson.null
  if assignee ~= cjson.null then
    local role, about = string.match(redis.call('HGET', header .. ':members', assignee) or '', '^(%S+) (.*)$')
    if redis.call('HGET', header, 'owner') ~= assignee and (not role or role == 'banned') then
      return refuse('not_found', 'Nobody with this id has a role here')
    end
    name = about and cjson.decode(about).name or cjson.null
    if has(ids, assignee) then name = own_name end
  end
  task.assignee, task.assignee_name, task.edited = assignee, name, true
end

local moved = {}
if given.after ~= nil then
  local all, others, place, was = tasks_in_order(), {}, given.after == cjson.null and 0 or nil, nil
  for i, other in ipairs(all) do
    if other.task_id == id then was = i - 1 else others[#others + 1] = other end
    if other.task_id == given.after and other.task_id ~= id then place = #others end
  end
  if not place then return refuse('not_found', 'There is no such task to stand after') end
  if place ~= was then
    task.position, moved = position_behind(others, place)
    if not moved then return refuse('conflict', 'These tasks stand too close') end
    task.edited = true
  end
end

local json = task_json(task)
if json == stored and what == 'change' then return json end
local more = #json - #(stored or '') + (what == 'add' and ROW.task or 0)
refused = refuse_to_add(more)
if refused then return refused end
for _, other in ipairs(moved) do
  local other_json = task_json(other)
  count_content(#other_json - redis.call('HSTRLEN', tasks, other.task_id))
  redis.call('HSET', tasks, other.task_id, other_json)
  emit('events', 'task_changed', '{"task":' .. other_json .. '}')
end
count_content(more)
take_position(math.floor(task.position))
redis.call('HDEL', what == 'restore' and deleted_tasks or tasks, id)
redis.call('HSET', what == 'delete' and deleted_tasks or tasks, id, json)
redis.call('HSET', header, 'updated_at', string.format('%d', now))
-- include home/row
change_row(now)
if what == 'delete' then
  emit('events', 'task_deleted', '{"task_id":"' .. id .. '"}')
else
  emit('events', 'task_changed', '{"task":' .. json .. '}')
end
return json
