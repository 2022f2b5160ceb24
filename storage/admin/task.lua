-- admin/task: a long piece of work that an admin asked for: it begins, goes on, is asked to stop, and ends (K28).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] `begin`, `step`, `stop` or `end`, ARGV[5] the task's id,
-- ARGV[6] JSON: the task at its begin, otherwise the fields that change, ARGV[7] the name of its job, ARGV[8] the most
-- tasks kept, ARGV[9] the line for the audit log or '', ARGV[10] the most lines there and ARGV[11] for how many ms,
-- ARGV[12..15] a block that begins with it, as in admin_block: its id, JSON, ms, and the most blocks.
-- Refuses session_not_found, forbidden, not_found, too_large, conflict while another task of the same name runs. Publishes
-- `task_changed`, `audited` with a line, and `block_changed` with a block. Answers the task as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/blocks
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local step, id = ARGV[4], ARGV[5]
local stored = redis.call('HGET', tasks, id)
if step ~= 'begin' and not stored then return refuse('not_found', 'There is no such task') end
local task = cjson.decode(stored or ARGV[6])
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
refused = ARGV[12] and refuse_another_block(ARGV[12], tonumber(ARGV[15]))
if refused then return refused end

if step == 'begin' then
  task.started_at = now
  redis.call('LPUSH', task_ids, id)
  for _, old in ipairs(redis.call('LRANGE', task_ids, ARGV[8], -1)) do redis.call('HDEL', tasks, old) end
  redis.call('LTRIM', task_ids, 0, tonumber(ARGV[8]) - 1)
  redis.call('ZADD', pending, now, ARGV[7])
elseif step == 'stop' then
  task.stopping = true
else
  for name, value in pairs(cjson.decode(ARGV[6])) do task[name] = value end
end
if step == 'end' then
  task.ended_at = now
  redis.call('ZREM', pending, ARGV[7])
end
local json = cjson.encode(task)
redis.call('HSET', tasks, id, json)
note_done(ARGV[9], ARGV[10], tonumber(ARGV[11]))
if ARGV[12] then put_block(ARGV[12], ARGV[13], tonumber(ARGV[14])) end
emit('admin', 'task_changed', '{"task":' .. json .. '}')
return json
