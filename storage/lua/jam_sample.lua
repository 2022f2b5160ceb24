-- jam_sample: notes a recorded sample with the jam, so that it and its remixes find it (S19).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the sample's uuid, ARGV[5] what is known of it,
-- ARGV[6] the most samples a session may have.
-- Refuses session_not_found, forbidden, too_large. Publishes nothing: a track that uses it will.
-- include jam_shared
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
if redis.call('HLEN', samples) >= tonumber(ARGV[6]) then return refuse('too_large', ARGV[6] .. ' recordings is the limit') end
redis.call('HSET', samples, ARGV[4], ARGV[5])
return 1
