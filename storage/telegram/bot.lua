-- telegram/bot: the one bot that works on this Redis, for as long as its processes say so. `bot` asks, and must ask
-- again within `lease_ms`.
-- Publishes nothing. Answers the id of the bot that works here.
local working = unpack(KEYS)
local bot, lease_ms = unpack(ARGV)
local holder = redis.call('GET', working)
if holder and holder ~= bot then return holder end
redis.call('SET', working, bot, 'PX', lease_ms)
return bot
