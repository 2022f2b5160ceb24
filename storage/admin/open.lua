-- admin/open: the desk of admins, made when it is asked for the first time.
-- `new_epoch` is that of a new desk. The rest as in tail.
-- Refuses forbidden. Publishes nothing: nobody can be listening to what is new. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, new_epoch = unpack(ARGV)
-- include admin/common
local is_new = redis.call('EXISTS', header) == 0
local refused = not is_new and refuse_unless('admin', 'change')
if refused then return refused end
if is_new then redis.call('HSET', header, 'kind', 'admin', 'epoch', new_epoch, 'created_at', string.format('%d', now)) end
return 1
