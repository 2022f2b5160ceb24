-- poll_read: a poll, and the position at which it is true.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] user id.
-- Refuses session_not_found. Answers {epoch, seq, now, role, poll as JSON}.
-- include poll_shared
if not is_poll() then return refuse('session_not_found') end
local f = redis.call('HMGET', header, 'owner', 'seq:votes')
return { epoch('votes'), f[2] or '0', string.format('%d', now), f[1] == ARGV[4] and 'owner' or 'voter', poll_json() }
