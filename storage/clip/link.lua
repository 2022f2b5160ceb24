-- clip/link: notes who made a control link, by its digest for some seconds: it is void when that user no longer owns
-- the session.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user_id, link, seconds = unpack(ARGV)
-- include clip/access
local refused = refuse_unless('clip', 'own')
if refused then return refused end
redis.call('SET', header .. ':control:' .. link, user_id, 'EX', seconds)
return 1
