-- jam/show: who may open a jam: everybody with the link, or only its owner (K18).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] '1' or '0'.
-- Refuses session_not_found, forbidden. Publishes `visibility_changed`, unless nothing changed; when the jam becomes
-- private, all subscribers must subscribe again (JM10). Answers the time of the change, Unix ms.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include admin/indexes
local refused = refuse_unless('jam', 'people')
if refused then return refused end
local f = redis.call('HMGET', header, 'public', 'updated_at', 'link')
if (f[1] or '1') == ARGV[4] then return f[2] end
redis.call('HSET', header, 'public', ARGV[4], 'updated_at', int(now), 'accessed_at', int(now))
put_number('jam', 'accessed', now)
if ARGV[4] == '1' then emit('main', 'visibility_changed', '{"isPublic":true,"link":"' .. (f[3] or 'edit') .. '"}')
else emit('main', 'visibility_changed', '{"isPublic":false,"link":"nobody"}', 'a') end
return int(now)
