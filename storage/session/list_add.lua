-- session/list_add: adds a session to a user's list, at a time that no other entry has, so that the list can be paged by time.
-- KEYS[1] the user's list; ARGV[1] session id. A session that is in the list keeps its time. Publishes nothing.
local time = redis.call('TIME')
local at = time[1] * 1000000 + time[2]
local newest = redis.call('ZRANGE', KEYS[1], 0, 0, 'REV', 'WITHSCORES')[2]
if newest and tonumber(newest) >= at then at = tonumber(newest) + 1 end
return redis.call('ZADD', KEYS[1], 'NX', string.format('%.0f', at), ARGV[1])
