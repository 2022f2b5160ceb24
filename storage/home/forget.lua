-- home/forget: nothing is left of a user's home, nor of what lies beside it: keys for scripts, webhooks and what they
-- send (AC23).
-- Takes what tail takes.
-- Refuses forbidden. Publishes nothing: nobody may read it any more. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include webhooks/common
-- include script_keys/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
for _, id in ipairs(redis.call('ZRANGE', script_keys, 0, -1)) do redis.call('DEL', record_of(id)) end
for _, name in ipairs(redis.call('SMEMBERS', lines)) do
  redis.call('DEL', line_of(name))
  redis.call('ZREM', due, session_id .. ' ' .. name)
end
redis.call('UNLINK', header, rows, order, gone, known, names, webhooks, deliveries, kept, lines, script_keys,
  header .. ':log:rows')
return 1
