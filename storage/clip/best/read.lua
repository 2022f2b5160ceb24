-- clip/best/read: what a stream's streamer has published (CL22), for everybody, whatever its link lets people do. No use
-- of the session is noted.
-- Refuses session_not_found, also when nothing is published. Publishes nothing. Answers the page as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include clip/access
local page = redis.call('EXISTS', header) == 1 and redis.call('HGET', header .. ':best', 'page')
if not page then return refuse('session_not_found') end
return page
