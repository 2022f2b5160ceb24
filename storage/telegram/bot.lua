-- telegram/bot: the one bot that works on this Redis, for as long as its processes say so.
-- KEYS[1] its id; ARGV[1] the id of the bot that asks, ARGV[2] ms until it must ask again.
-- Publishes nothing. Answers the id of the bot that works here.
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return holder end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]
