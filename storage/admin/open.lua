-- admin/open: the desk of admins, made when it is asked for the first time.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] epoch.
-- Refuses forbidden. Publishes nothing: nobody can be listening to what is new. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/shared
local is_new = redis.call('EXISTS', header) == 0
local refused = not is_new and refuse_unless('admin', 'change')
if refused then return refused end
if is_new then redis.call('HSET', header, 'kind', 'admin', 'epoch', ARGV[4], 'created_at', string.format('%d', now)) end
return 1
