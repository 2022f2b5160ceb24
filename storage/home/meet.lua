-- home/meet: people who take part in one of this user's sessions.
-- `owner` and `new_epoch` are for a new home, which knows at most `most_known` people, for `lasts` ms; then each user
-- and their name as JSON, in turn. The rest as in tail.
-- Refuses forbidden. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local FIRST_USER = 8
local session_id, log_length, caller, owner, new_epoch, most_known, lasts = unpack(ARGV, 1, FIRST_USER - 1)
-- include home/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
make_home(owner, new_epoch)
for i = FIRST_USER, #ARGV, 2 do
  local user, name = ARGV[i], ARGV[i + 1]
  redis.call('ZADD', known, now, user)
  if name ~= 'null' then redis.call('HSET', names, user, name) end
end
local function forget(list)
  if #list == 0 then return end
  redis.call('ZREM', known, unpack(list))
  redis.call('HDEL', names, unpack(list))
end
forget(redis.call('ZRANGE', known, '-inf', string.format('(%d', now - tonumber(lasts)), 'BYSCORE', 'LIMIT', 0, 500))
local more = redis.call('ZCARD', known) - tonumber(most_known)
if more > 0 then forget(redis.call('ZRANGE', known, 0, more - 1)) end
return 1
