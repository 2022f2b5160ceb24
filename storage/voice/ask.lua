-- voice/ask: requests jobs (V21).
-- The first arguments as in voice/common; `what` is `post_process` to assemble every recording that has its first
-- chunk, `unassembled` to assemble those with new chunks, `transcribe` for every assembled recording without a
-- transcript, `create_tasks`, or `retry` for the job `asked_id`.
-- Refuses session_not_found, forbidden; for a retry not_found, and invalid_transition when the job has not failed.
-- Publishes job_changed for each. Answers {job id, run, …}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, what, asked_id = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local asked = {}

if what == 'retry' then
  local job = job_of(asked_id)
  if not job then return refuse('not_found', 'There is no such job') end
  if job.state ~= 'failed' then return refuse('invalid_transition', 'Only a job that failed is tried again') end
  add_to(asked, job.job_id, ask_for(job.job_id, job.type, job.recording_id, job.material_id))
elseif what == 'create_tasks' then
  add_to(asked, 'create_tasks', ask_for('create_tasks', 'CREATE_TASKS'))
else
  for _, id in ipairs(redis.call('LRANGE', recording_ids, 0, -1)) do
    local audio, assembled, count, transcribed =
      unpack(redis.call('HMGET', recording_key(id), 'audio', 'assembled', 'count', 'transcribed'))
    local has_beginning = redis.call('HEXISTS', chunks_key(id), '0') == 1 and has_recording(id)
    if what == 'transcribe' then
      if audio and not transcribed and has_recording(id) then add_to(asked, 'transcribe.' .. id, ask_for('transcribe.' .. id, 'TRANSCRIBE', id)) end
    elseif has_beginning and (what == 'post_process' or assembled ~= count) then
      add_to(asked, ask_for_assembly(id))
    end
  end
end
return asked
