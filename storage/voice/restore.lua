-- voice/restore: restores a session from the bin (D13). Older positions are not valid any more: their clients take a
-- snapshot.
-- The first arguments as in voice/common; `new_epoch` ends them.
-- Refuses session_not_found, not_found, forbidden. Publishes nothing: nobody can be subscribed. Answers {session as
-- JSON, job id, run, …} with the jobs that were not over.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, new_epoch = unpack(ARGV)
-- include voice/jobs
-- include bin/session
-- include home/row
local refused = refuse_restoring('voice', 'own')
if refused then return refused end
take_from_bin('voice', new_epoch)
redis.call('HSET', header, 'updated_at', string.format('%d', now), 'accessed_at', string.format('%d', now))
enter_indexes('voice')
reindex()
change_row(now)
local answer = { session_json() }
for _, stored in ipairs(redis.call('HVALS', jobs)) do
  local job = cjson.decode(stored)
  if job.state == 'queued' or job.state == 'running' then
    redis.call('ZADD', pending, now, job_name(job))
    answer[#answer + 1] = job.job_id
    answer[#answer + 1] = job.run
  elseif job.state == 'failed' then
    redis.call('ZADD', failed_jobs, job.updated_at, job_name(job))
  end
end
return answer
