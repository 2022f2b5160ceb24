-- jam_restore: a jam comes back from the bin as it was (D13), used just now and in every index again (K17).
-- KEYS[1] header, KEYS[2] run id, KEYS[3..7] the bucket's indexes; ARGV[1..3] as in tail, ARGV[4] epoch.
-- Refuses session_not_found, not_found, forbidden. Publishes nothing: nobody can be listening. Answers 1.
-- include jam_shared
-- include bin
local refused = refuse_restoring('jam', 'own')
if refused then return refused end
take_from_bin('jam', ARGV[4])
redis.call('HSET', header, 'accessed_at', int(now))
local f = redis.call('HMGET', header, 'created_at', 'updated_at', 'accessed_at', 'size')
f[5] = redis.call('SCARD', children)
for i, score in ipairs(f) do redis.call('ZADD', KEYS[i + 2], score, session_id) end
return 1
