-- voice/job: the start, progress or end of a run of a job, reported by a worker.
-- The first arguments as in voice/common; `run_number` is the job's run, `step` and its `value` are below,
-- `fields_json` are the recording's as an object, `tasks_json` an array of {task_id, text, source_id?, at_ms?}, `next_json` the
-- jobs to request next, each [job id, type, recording id, material id], `material_json` fields of the job's material,
-- `problem` the code for `failed`, `read_digest` for `done` the digest of the text that was read for tasks, or '', and then
-- `summary` its summary, perhaps ''; `title` a name for a session without one, or ''.
--   start     value: the most attempts. Answers 1, or 0 when there is nothing to do: for an older or a finished run.
--   progress  value: percent
--   again     value: why it is tried again after a pause
--   failed    value: why it is not tried again
--   done      writes the results; once, even if several workers report them. An assembled file that is superseded, or
--             that comes too late, is added to the bucket's index of superseded audio
-- Refuses session_not_found. Publishes job_changed with the job and its results, material_changed, session_updated for a
-- new name or summary, and task_deleted. Answers 1 or 0, then the requested jobs: job id, run, …; when nothing of a closed
-- session waits any more, it is read for tasks (VO6).
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, job_id, run_number, step, value, fields_json, tasks_json, next_json,
  material_json, problem, read_digest, summary, title = unpack(ARGV)
-- include voice/results
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local job = job_of(job_id)
local fields = fields_json ~= '' and cjson.decode(fields_json) or {}

local function is_replaced(path)
  redis.call('ZADD', string.match(header, '^rt:{b%d+}:') .. 'index:voice:replaced', now, path)
end

if not job or job.run ~= tonumber(run_number) or job.state == 'done' or job.state == 'failed' then
  if job and fields.audio and fields.audio ~= redis.call('HGET', recording_key(job.recording_id), 'audio') then
    is_replaced(fields.audio)
  end
  return { 0 }
end
local is_over, message = step == 'done' or step == 'failed', nil

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
  job.state, job.error, job.problem = 'failed', value, problem
elseif step == 'done' then
  job.state, job.error, job.progress, message, job.message = 'done', '', 100, job.message, nil
end
keep_job(job)
local about = '{"job":' .. job_json(job)
local data, made = { about }, 0
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
  if material_json ~= '' then change_material(job.material_id, cjson.decode(material_json)) end
  local new_tasks = {}
  describe(title, read_digest ~= '' and summary or nil)
  if read_digest ~= '' then
    redis.call('HSET', header, 'read_digest', read_digest)
    new_tasks = renew_tasks(cjson.decode(tasks_json))
  end
  made = #new_tasks
  data[#data + 1] = ',"tasks":[' .. table.concat(new_tasks, ',') .. ']'
end
emit('events', 'job_changed', table.concat(data) .. '}')
if is_over then
  tell_chat()
  answer_message(job, message)
-- include home/row
  change_row(now) -- its length and its tasks
end
if step == 'done' then
-- include webhooks/note
  local of = ',"recording_id":' .. text_or_null(job.recording_id) .. ',"material_id":' .. text_or_null(job.material_id)
  local told = ({ POST_PROCESS = 'recording.done', TRANSCRIBE = 'transcript.ready', TRANSCRIBE_MATERIAL = 'transcript.ready' })[job.type]
  if told then note_event('voice', told, of) end
  if made > 0 then note_event('voice', 'task.made', of .. ',"tasks":' .. made) end
end
if step == 'done' and next_json ~= '' then
  for _, next_job in ipairs(cjson.decode(next_json)) do
    local next_id, kind, recording_id, material_id = unpack(next_job)
    add_to(asked, next_id, ask_for(next_id, kind, recording_id, material_id, material_id ~= '' and message))
  end
end
if is_over and job.type ~= 'CREATE_TASKS' then ask_to_read(asked) end
return asked
