-- voice/close: closes a session; always allowed, always counted (V24, D5).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared.
-- Refuses session_not_found, forbidden. Publishes session_closed and the job DONE_MULTIPROMPT as job_changed; the job's
-- record has the user who closed, which is not sent to clients (V20). Answers {session as JSON, job id, run}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/jobs
-- include home/row
local refused = refuse_unless('voice', 'update')
if refused then return refused end
redis.call('HSET', header, 'status', 'closed', 'open', 0, 'recorder', '', 'interrupted_at', '', 'updated_at',
  string.format('%d', now))
redis.call('ZREM', leases, session_id)
local count = redis.call('HINCRBY', header, 'done_count', 1)
local session = session_json()
emit('events', 'session_closed', '{"session":' .. session .. ',"done_count":' .. count .. '}')
change_row(now)
local job_id = 'done_multiprompt.' .. count
local run = ask_for(job_id, 'DONE_MULTIPROMPT')
local job = job_of(job_id)
job.performer = { user_id = cjson.decode('[' .. by .. ']')[1], telegram_user_id = telegram }
keep_job(job)
tell_chat()
return { session, job_id, run }
