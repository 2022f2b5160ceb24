-- clip/settings: what the next stream takes over from this one (CL21).
-- Refuses session_not_found, forbidden. Publishes nothing. Answers {the reaction lead and slow mode in seconds, '1' when
-- viewers see the heat, what the link lets people do, what belongs to a moment and how breaks count as JSON}, '' where
-- nothing was set.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include clip/access
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local lead, slow, shows_heat, link = unpack(redis.call('HMGET', header, 'lead', 'slow', 'shows_heat', 'link'))
local around, breaks = unpack(redis.call('HMGET', header .. ':review', 'around', 'breaks'))
return { lead, slow or '', shows_heat or '', link or '', around or '', breaks or '' }
