-- voice/close: closes a session; always allowed, always counted (V24, D5).
-- The arguments are those of voice/common.
-- Refuses session_not_found, forbidden. Publishes session_closed and the job DONE_MULTIPROMPT as job_changed; the job's
-- record has the user who closed, which is not sent to clients (V20). Answers {session as JSON, job id, run}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
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
local number = ask_for(job_id, 'DONE_MULTIPROMPT')
local job, closer = job_of(job_id), unpack(cjson.decode('[' .. by .. ']')) -- cjson decodes no bare text
job.performer = { user_id = closer, telegram_user_id = telegram }
keep_job(job)
tell_chat()
return { session, job_id, number }
