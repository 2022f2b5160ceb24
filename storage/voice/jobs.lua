-- voice/jobs: the background jobs of a voice session: their records, and requesting one. Takes
-- `header` and `session_id`.
-- include voice/common
-- Each job is stored as a JSON object, with its run, which is not sent to clients.
local function job_of(job_id)
  local stored = redis.call('HGET', jobs, job_id)
  return stored and cjson.decode(stored)
end

local function job_json(job)
  return table.concat({ '{"job_id":', quoted(job.job_id), ',"type":"', job.type, '","recording_id":',
    text_or_null(job.recording_id), ',"material_id":', text_or_null(job.material_id), ',"state":"', job.state,
    '","progress":', job.progress, ',"error":', text_or_null(job.error), ',"problem":', text_or_null(job.problem),
    ',"attempts":', job.attempts, ',"updated_at":"', iso(job.updated_at), '"}' })
end

-- The index of unfinished jobs: those that may not be queued yet, or whose worker died.
local pending = string.match(header, '^rt:{b%d+}:') .. 'index:voice:jobs'
-- Those that failed for good, until somebody requests them again.
local failed_jobs = string.match(header, '^rt:{b%d+}:') .. 'index:voice:failed'

local function job_name(job)
  return session_id .. '|' .. job.job_id .. '|' .. job.run
end

local function keep_job(job)
  job.updated_at = now
  redis.call('HSET', jobs, job.job_id, cjson.encode(job))
  if job.state == 'failed' then redis.call('ZADD', failed_jobs, now, job_name(job)) end
end

-- Takes a run out of the indexes.
local function leave_jobs(job)
  redis.call('ZREM', pending, job_name(job))
  redis.call('ZREM', failed_jobs, job_name(job))
end

-- Requests a job. A queued one is not changed; a running one will run once more. Answers its run.
local function ask_for(job_id, type, recording_id, material_id)
  local job = job_of(job_id)
  if job and job.state == 'queued' then return job.run end
  if job then leave_jobs(job) end
  job = { job_id = job_id, type = type, recording_id = recording_id, material_id = material_id, state = 'queued',
    progress = 0, error = '', attempts = 0, run = job and job.run + 1 or 1 }
  keep_job(job)
  redis.call('ZADD', pending, now, job_name(job))
  emit('events', 'job_changed', '{"job":' .. job_json(job) .. '}')
  return job.run
end

-- Requests the assembly of a recording. Answers the job's id and its run.
local function ask_for_assembly(recording_id)
  local job_id = 'post_process.' .. recording_id
  return job_id, ask_for(job_id, 'POST_PROCESS', recording_id)
end
