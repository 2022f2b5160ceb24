-- voice/task: changes, deletes or restores a task.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] `change`, `delete` or `restore`,
-- ARGV[6] task id, ARGV[7] '1' done, '0' not done, or '', ARGV[8] a new text or ''.
-- Refuses session_not_found, forbidden, not_found. Publishes task_changed or task_deleted. Answers the task as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/shared
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local from = ARGV[5] == 'restore' and deleted_tasks or tasks
local stored = redis.call('HGET', from, ARGV[6])
if not stored then return refuse('not_found', 'There is no such task') end
local task = cjson.decode(stored)
if ARGV[7] ~= '' then task.done = ARGV[7] == '1' end
if ARGV[8] ~= '' and ARGV[8] ~= task.text then
  task.text = ARGV[8]
  task.edited = true
end
local json = task_json(task)
if json == stored and ARGV[5] == 'change' then return json end
count_content(#json - #stored)
redis.call('HDEL', from, ARGV[6])
redis.call('HSET', ARGV[5] == 'delete' and deleted_tasks or tasks, ARGV[6], json)
redis.call('HSET', header, 'updated_at', string.format('%d', now))
if ARGV[5] == 'delete' then
  emit('events', 'task_deleted', '{"task_id":"' .. ARGV[6] .. '"}')
else
  emit('events', 'task_changed', '{"task":' .. json .. '}')
end
return json
