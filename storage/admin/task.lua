-- admin/task: a long piece of work that an admin asked for: it begins, goes on, is asked to stop, and ends (K28).
-- `step` is `begin`, `step`, `stop` or `end`; `told` is JSON: the task at its begin, otherwise the fields that change;
-- `job` is the name of its job; `line` is for the audit log, or '', which keeps `most_lines`, each for `keep_ms`. The
-- last four, or none, are a block that begins with it, as in admin/block. The rest as in tail.
-- Refuses session_not_found, forbidden, not_found, too_large, conflict while another task of the same name runs.
-- Publishes `task_changed`, `audited` with a line, and `block_changed` with a block. Answers the task as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, step, id, told, job, most_tasks, line, most_lines, keep_ms, block_id, block,
  block_ms, most_blocks = unpack(ARGV)
-- include admin/blocks
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local stored = redis.call('HGET', tasks, id)
if step ~= 'begin' and not stored then return refuse('not_found', 'There is no such task') end
local task = cjson.decode(stored or told)
if step == 'begin' then
  if stored then return stored end
  for _, json in ipairs(redis.call('HVALS', tasks)) do
    local other = cjson.decode(json)
    if other.state == 'running' and other.name == task.name then
      return refuse('conflict', 'This is being done already', 'task_id', other.id)
    end
  end
end
if task.state ~= 'running' then return stored end
refused = block_id and refuse_another_block(block_id, tonumber(most_blocks))
if refused then return refused end

if step == 'begin' then
  task.started_at = now
  redis.call('LPUSH', task_ids, id)
  for _, old in ipairs(redis.call('LRANGE', task_ids, most_tasks, -1)) do redis.call('HDEL', tasks, old) end
  redis.call('LTRIM', task_ids, 0, tonumber(most_tasks) - 1)
  redis.call('ZADD', pending, now, job)
elseif step == 'stop' then
  task.stopping = true
else
  for name, value in pairs(cjson.decode(told)) do task[name] = value end
end
if step == 'end' then
  task.ended_at = now
  redis.call('ZREM', pending, job)
end
local json = cjson.encode(task)
redis.call('HSET', tasks, id, json)
note_done(line, most_lines, tonumber(keep_ms))
if block_id then put_block(block_id, block, tonumber(block_ms)) end
emit('admin', 'task_changed', '{"task":' .. json .. '}')
return json
