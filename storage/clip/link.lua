-- clip/link: notes who made a control link, which is void when that user no longer owns the session.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] user id, ARGV[6] the link's digest, ARGV[7]
-- its seconds.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/access
local refused = refuse_unless('clip', 'own')
if refused then return refused end
redis.call('SET', header .. ':control:' .. ARGV[6], ARGV[5], 'EX', ARGV[7])
return 1
