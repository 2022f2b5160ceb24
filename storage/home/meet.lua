-- home/meet: people who take part in one of this user's sessions.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the user, ARGV[5] epoch of a new home, ARGV[6] the most that
-- are known, ARGV[7] for how long, ms, then each user and their name as JSON.
-- Refuses forbidden. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include home/shared
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
make_home(ARGV[4], ARGV[5])
for i = 8, #ARGV, 2 do
  redis.call('ZADD', known, now, ARGV[i])
  if ARGV[i + 1] ~= 'null' then redis.call('HSET', names, ARGV[i], ARGV[i + 1]) end
end
local function forget(list)
  if #list == 0 then return end
  redis.call('ZREM', known, unpack(list))
  redis.call('HDEL', names, unpack(list))
end
forget(redis.call('ZRANGE', known, '-inf', string.format('(%d', now - tonumber(ARGV[7])), 'BYSCORE', 'LIMIT', 0, 500))
local more = redis.call('ZCARD', known) - tonumber(ARGV[6])
if more > 0 then forget(redis.call('ZRANGE', known, 0, more - 1)) end
return 1
