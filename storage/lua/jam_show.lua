-- jam_show: who may open a jam: everybody with the link, or its owner alone (K18).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] '1' or '0'.
-- Refuses session_not_found. Publishes `visibility_changed`. Answers the time, Unix ms.
-- include jam_shared
if redis.call('HGET', header, 'kind') ~= 'jam' then return refuse('session_not_found') end
redis.call('HSET', header, 'public', ARGV[4], 'updated_at', int(now))
emit('main', 'visibility_changed', '{"isPublic":' .. (ARGV[4] == '1' and 'true' or 'false') .. '}')
return int(now)
