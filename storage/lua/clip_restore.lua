-- clip_restore: a session comes back from the bin as it was (D13).
-- KEYS[1] header, KEYS[2] run id, KEYS[3] the bucket's index by creation; ARGV[1..4] as in tail and clip_shared,
-- ARGV[5] epoch.
-- Refuses session_not_found, not_found, forbidden. Publishes nothing: nobody can be listening. Answers the session as JSON.
-- include clip_shared
-- include bin
local refused = refuse_restoring('clip', 'own')
if refused then return refused end
take_from_bin('clip', ARGV[5])
redis.call('ZADD', KEYS[3], redis.call('HGET', header, 'created_at'), session_id)
return session_json()
