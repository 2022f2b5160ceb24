-- home/open: a user's home, made when it is asked for the first time.
-- `new_epoch` is that of a new home. The rest as in tail.
-- Refuses forbidden. Publishes nothing: nobody can be listening to what is new. Answers {how many rows there are,
-- the Telegram id whose sessions it shows too, or ''}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, owner, new_epoch = unpack(ARGV)
-- include home/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
if flag ~= 'server' and not has(ids, owner) then return refuse('forbidden') end
make_home(owner, new_epoch)
return { redis.call('HLEN', rows), redis.call('HGET', header, 'telegram') or '' }
