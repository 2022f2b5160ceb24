-- voice/job: the start, progress or end of a run of a job, reported by a worker.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] job id, ARGV[6] run, ARGV[7] step,
-- ARGV[8] its value, ARGV[9] recording fields as a JSON object, ARGV[10] tasks as a JSON array of
-- {task_id, text, source_id}, ARGV[11] jobs to request next as a JSON array of [job id, type, recording id, material
-- id], ARGV[12] fields of the job's material as a JSON object, ARGV[13] the problem's code for `failed`, ARGV[14] for `done` the texts that were
-- searched for tasks, as a JSON object of source id and digest, ARGV[15] their summaries as a JSON array of [source id, text].
--   start     value: the most attempts. Answers 1, or 0 when there is nothing to do: for an older or a finished run.
--   progress  value: percent
--   again     value: why it is tried again after a pause
--   failed    value: why it is not tried again
--   done      writes the results; once, even if several workers report them. An assembled file that is superseded, or
--             that comes too late, is added to the bucket's index of superseded audio
-- Refuses session_not_found. Publishes job_changed with the job and its results (one for each recording that has another
-- summary now), material_changed, and task_deleted for
-- each task that its text no longer has. Answers 1 or 0, then the requested jobs: job id, run, ….
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/results
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local job = job_of(ARGV[5])
local fields = ARGV[9] ~= '' and cjson.decode(ARGV[9]) or {}

local function is_replaced(path)
  redis.call('ZADD', string.match(header, '^rt:{b%d+}:') .. 'index:voice:replaced', now, path)
end

if not job or job.run ~= tonumber(ARGV[6]) or job.state == 'done' or job.state == 'failed' then
  if job and fields.audio and fields.audio ~= redis.call('HGET', recording_key(job.recording_id), 'audio') then
    is_replaced(fields.audio)
  end
  return { 0 }
end
local step, value = ARGV[7], ARGV[8]
local is_over = step == 'done' or step == 'failed'

if step == 'start' then
  if job.attempts >= tonumber(value) then
    step, value, is_over = 'failed', job.error ~= '' and job.error or 'The worker stopped before the end', true
  else
    job.state, job.attempts = 'running', job.attempts + 1
  end
end
if step == 'progress' then
  if job.progress == tonumber(value) then return { 1 } end
  job.progress = tonumber(value)
elseif step == 'again' then
  job.state, job.error, job.progress = 'queued', value, 0
elseif step == 'failed' then
  job.state, job.error, job.problem = 'failed', value, ARGV[13]
elseif step == 'done' then
  job.state, job.error, job.progress = 'done', '', 100
end
keep_job(job)
local data = { '{"job":', job_json(job) }
local asked = { step == 'failed' and 0 or 1 }
if is_over then redis.call('ZREM', pending, job_name(job)) end
if step == 'done' then
  if job.type == 'DONE_MULTIPROMPT' then -- of the finished jobs about closes, only the newest is shown
    for _, stored in ipairs(redis.call('HVALS', jobs)) do
      local other = cjson.decode(stored)
      if other.type == job.type and other.state == 'done' and other.job_id ~= job.job_id then
        redis.call('HDEL', jobs, other.job_id)
      end
    end
  end
  if next(fields) then
    local recording = recording_key(job.recording_id)
    local before = redis.call('HGET', recording, 'audio')
    if before and fields.audio and before ~= fields.audio then is_replaced(before) end
    set_fields(recording, fields)
    data[#data + 1] = ',"recording":' .. recording_json(job.recording_id)
  end
  if ARGV[12] ~= '' then change_material(job.material_id, cjson.decode(ARGV[12])) end
  local summarized = summarize(cjson.decode(ARGV[15]))
  for i, id in ipairs(summarized) do
    local recording = ',"recording":' .. recording_json(id)
    if i < #summarized then
      emit('events', 'job_changed', table.concat({ data[1], data[2], recording, '}' }))
    else
      data[#data + 1] = recording
    end
  end
  if ARGV[14] ~= '' then drop_tasks(cjson.decode(ARGV[14]), cjson.decode(ARGV[10])) end
  local found = {}
  for _, task in ipairs(ARGV[10] ~= '' and cjson.decode(ARGV[10]) or {}) do
    local json = task_json(task)
    local is_new = redis.call('HEXISTS', deleted_tasks, task.task_id) == 0
      and redis.call('HSETNX', tasks, task.task_id, json) == 1
    if is_new then
      found[#found + 1] = json
      count_content(#json + ROW.task)
    end
  end
  data[#data + 1] = ',"tasks":[' .. table.concat(found, ',') .. ']'
end
emit('events', 'job_changed', table.concat(data) .. '}')
if is_over then tell_chat() end
if step == 'done' and ARGV[11] ~= '' then
  for _, next_job in ipairs(cjson.decode(ARGV[11])) do
    asked[#asked + 1] = next_job[1]
    asked[#asked + 1] = ask_for(next_job[1], next_job[2], next_job[3], next_job[4])
  end
end
return asked
