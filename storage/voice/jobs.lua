-- voice/jobs: the background jobs of a voice session: their records, and requesting one. Takes
-- `header` and `session_id`.
-- include voice/common
-- include voice/tasks/tasks
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

-- What came by a message of a chat (`chat|number`) has become text: the bot answers the message. What nobody has taken
-- for a day, because there is no bot, is forgotten.
local function answer_message(job, message)
  if job.type ~= 'TRANSCRIBE_MATERIAL' or not message then return end
  local index = string.match(header, '^rt:{b%d+}:') .. 'index:voice:heard'
  redis.call('ZADD', index, now, table.concat({ session_id, job.material_id, message }, '|'))
  redis.call('ZREMRANGEBYSCORE', index, '-inf', now - 86400000)
end

-- Requests a job. A queued one is not changed; a running one will run once more. The job keeps the message of a chat
-- that it is for, '' or nil for none, until it is done. Answers its run.
local function ask_for(job_id, type, recording_id, material_id, message)
  local job = job_of(job_id)
  if job and job.state == 'queued' then return job.run end
  if job then leave_jobs(job) end
  job = { job_id = job_id, type = type, recording_id = recording_id, material_id = material_id, state = 'queued',
    progress = 0, error = '', attempts = 0, run = job and job.run + 1 or 1, message = message and message ~= '' and message or job and job.message or nil }
  keep_job(job)
  redis.call('ZADD', pending, now, job_name(job))
  emit('events', 'job_changed', '{"job":' .. job_json(job) .. '}')
  return job.run
end

local function add_to(asked, job_id, number)
  asked[#asked + 1] = job_id
  asked[#asked + 1] = number
end

-- Requests the assembly of a recording. Answers the job's id and its run.
local function ask_for_assembly(recording_id)
  local job_id = 'post_process.' .. recording_id
  return job_id, ask_for(job_id, 'POST_PROCESS', recording_id)
end

-- Requests the reading for tasks of a closed session of which nothing waits any more, and adds it to `asked`: job id, run.
local function ask_to_read(asked)
  if redis.call('HGET', header, 'open') == '1' then return end
  for _, stored in ipairs(redis.call('HVALS', jobs)) do -- a match costs a tenth of decoding; in a text the quotes are escaped
    local waits = string.find(stored, '"state":"queued"', 1, true) or string.find(stored, '"state":"running"', 1, true)
    if waits and not string.find(stored, '"type":"CREATE_TASKS"', 1, true) then return end
  end
  add_to(asked, 'create_tasks', ask_for('create_tasks', 'CREATE_TASKS'))
end

-- Whether a source, or a material as it is stored, has words that are read.
local function has_words(source, material)
  if material and string.find(material, '"text":"', 1, true) then return true end
  local said = header .. ':segment_order'
  return #redis.call('ZRANGEBYLEX', said, '[' .. source .. '.', '(' .. source .. '/', 'LIMIT', 0, 1) > 0
end

-- Words are deleted or come back: a summary that no person wrote goes, and so do the tasks that were found in this
-- source, or at `at_ms` of it, and nobody touched. A closed session is read again; what is being read is not taken.
local function read_again(asked, source, at_ms)
  redis.call('HDEL', header, 'read_digest')
  local summary, edited = unpack(redis.call('HMGET', header, 'summary', 'summary_edited'))
  if edited ~= '1' and summary and summary ~= '' then
    redis.call('HSET', header, 'summary', '')
    emit('events', 'session_updated', '{"session":' .. session_json() .. '}')
  end
  if source then drop_tasks(tasks, source, at_ms) end
  local reading = job_of('create_tasks')
  if reading and reading.state == 'running' then
    add_to(asked, 'create_tasks', ask_for('create_tasks', 'CREATE_TASKS'))
  else
    ask_to_read(asked)
  end
end
