-- voice_close: closes a session; always allowed, always counted (V24, D5).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared.
-- Refuses session_not_found. Publishes session_closed and the job DONE_MULTIPROMPT as job_changed. Answers
-- {session as JSON, job id, run}.
-- include voice_shared
if redis.call('EXISTS', header) == 0 then return refuse('session_not_found') end
redis.call('HSET', header, 'status', 'closed', 'open', 0, 'recorder', '', 'updated_at', string.format('%d', now))
local count = redis.call('HINCRBY', header, 'done_count', 1)
local session = session_json()
emit('events', 'session_closed', '{"session":' .. session .. ',"done_count":' .. count .. '}')
local job_id = 'done_multiprompt.' .. count
return { session, job_id, ask_for(job_id, 'DONE_MULTIPROMPT') }
