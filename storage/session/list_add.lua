-- session/list_add: adds a session to a user's list, at a time that no other entry has, so that the list can be paged
-- by time. A session that is in the list keeps its time. Publishes nothing.
local list = unpack(KEYS)
local session_id = unpack(ARGV)
local seconds, micros = unpack(redis.call('TIME'))
local at = seconds * 1000000 + micros
local _, newest = unpack(redis.call('ZRANGE', list, 0, 0, 'REV', 'WITHSCORES'))
if newest and tonumber(newest) >= at then at = tonumber(newest) + 1 end
return redis.call('ZADD', list, 'NX', string.format('%.0f', at), session_id)
