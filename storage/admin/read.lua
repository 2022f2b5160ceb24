-- admin/read: the newest tasks, what is alarming now and the counts of jobs, and the position at which this is true.
-- `most` is how many tasks. The rest as in tail.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, {task…}, alerts, jobs}, as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, most = unpack(ARGV)
-- include admin/common
local refused = refuse_unless('admin', 'read')
if refused then return refused end
local shown = {}
for _, id in ipairs(redis.call('LRANGE', task_ids, 0, tonumber(most) - 1)) do
  shown[#shown + 1] = redis.call('HGET', tasks, id) or nil
end
return { epoch('admin'), tonumber(redis.call('HGET', header, 'seq:admin') or '0'), string.format('%d', now), shown,
  redis.call('HGET', header, 'alerts') or '[]', redis.call('HGET', header, 'jobs') or '{"waiting":0,"failed":0}' }
