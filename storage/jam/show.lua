-- jam/show: who may open a jam: everybody with the link, or only its owner (K18).
-- The first arguments as in tail; `wanted` is '1' or '0'.
-- Refuses session_not_found, forbidden. Publishes `visibility_changed`, unless nothing changed; when the jam becomes
-- private, all subscribers must subscribe again (JM10). Answers the time of the change, Unix ms.
local header, run = unpack(KEYS)
local session_id, log_length, caller, wanted = unpack(ARGV)
-- include jam/common
-- include admin/indexes
local refused = refuse_unless('jam', 'people')
if refused then return refused end
local public, updated_at, link = unpack(redis.call('HMGET', header, 'public', 'updated_at', 'link'))
if (public or '1') == wanted then return updated_at end
redis.call('HSET', header, 'public', wanted, 'updated_at', int(now), 'accessed_at', int(now))
put_number('jam', 'accessed', now)
if wanted == '1' then emit('main', 'visibility_changed', '{"isPublic":true,"link":"' .. (link or 'edit') .. '"}')
else emit('main', 'visibility_changed', '{"isPublic":false,"link":"nobody"}', 'a') end
return int(now)
