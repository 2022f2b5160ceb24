-- home/open: a user's home, made when it is asked for the first time.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] owner, ARGV[5] epoch.
-- Refuses forbidden. Publishes nothing: nobody can be listening to what is new. Answers {how many rows there are,
-- the Telegram id whose sessions it shows too, or ''}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include home/shared
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
if flag ~= 'server' and not has(ids, ARGV[4]) then return refuse('forbidden') end
make_home(ARGV[4], ARGV[5])
return { redis.call('HLEN', rows), redis.call('HGET', header, 'telegram') or '' }
