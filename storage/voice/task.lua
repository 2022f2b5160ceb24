-- voice/task: changes, deletes or restores a task.
-- The first arguments as in voice/common; `what` is `change`, `delete` or `restore`, `id` the task's, `done` '1', '0'
-- or '', `text` a new one or ''.
-- Refuses session_not_found, forbidden, not_found. Publishes task_changed or task_deleted. Answers the task as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, what, id, done, text = unpack(ARGV)
-- include voice/common
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local from = what == 'restore' and deleted_tasks or tasks
local stored = redis.call('HGET', from, id)
if not stored then return refuse('not_found', 'There is no such task') end
local task = cjson.decode(stored)
if done ~= '' then task.done = done == '1' end
if text ~= '' and text ~= task.text then
  task.text = text
  task.edited = true
end
local json = task_json(task)
if json == stored and what == 'change' then return json end
count_content(#json - #stored)
redis.call('HDEL', from, id)
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
