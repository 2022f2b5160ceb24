-- voice/ask: requests jobs (V21).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] which: `post_process` to assemble
-- every recording that has its first chunk, `unassembled` to assemble those with new chunks, `transcribe` for every
-- assembled recording without a transcript, `create_tasks`, or `retry`; ARGV[6] the job id for `retry`.
-- Refuses session_not_found, forbidden; for a retry not_found, and invalid_transition when the job has not failed.
-- Publishes job_changed for each. Answers {job id, run, …}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local asked = {}
local function add(job_id, run)
  asked[#asked + 1] = job_id
  asked[#asked + 1] = run
end

if ARGV[5] == 'retry' then
  local job = job_of(ARGV[6])
  if not job then return refuse('not_found', 'There is no such job') end
  if job.state ~= 'failed' then return refuse('invalid_transition', 'Only a job that failed is tried again') end
  add(job.job_id, ask_for(job.job_id, job.type, job.recording_id, job.material_id))
elseif ARGV[5] == 'create_tasks' then
  add('create_tasks', ask_for('create_tasks', 'CREATE_TASKS'))
else
  for _, id in ipairs(redis.call('LRANGE', recording_ids, 0, -1)) do
    local f = redis.call('HMGET', recording_key(id), 'audio', 'assembled', 'count', 'transcript')
    local has_beginning = redis.call('HEXISTS', chunks_key(id), '0') == 1 and has_recording(id)
    if ARGV[5] == 'transcribe' then
      if f[1] and not f[4] and has_recording(id) then add('transcribe.' .. id, ask_for('transcribe.' .. id, 'TRANSCRIBE', id)) end
    elseif has_beginning and (ARGV[5] == 'post_process' or f[2] ~= f[3]) then
      local assembly = ask_for_assembly(id)
      add(assembly[1], assembly[2])
    end
  end
end
return asked
