-- voice/material: attaches a material (V7). A repeat of its id changes nothing and gets the first answer, also when the
-- material has been deleted since. Materials in the bin count.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] material id, ARGV[6] the material as
-- JSON without its time, ARGV[7] '1' when the session must be open, ARGV[8] the most materials a session holds, ARGV[9]
-- '1' when its file begins like sound and a worker must find its type.
-- Refuses session_not_found, forbidden, session_not_active, too_large, storage_full. Publishes material_added, and the job PROBE as
-- job_changed. Answers {material as JSON, job id, run}, the last two only with a job.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local open = redis.call('HGET', header, 'open')
local materials, order = header .. ':materials', header .. ':material_ids'
local known = redis.call('HGET', materials, ARGV[5]) or redis.call('HGET', header .. ':deleted_materials', ARGV[5])
if known then return { known } end
if ARGV[7] == '1' and open == '0' then return refuse('session_not_active', 'The session is closed') end
local held = redis.call('LLEN', order) + redis.call('HLEN', header .. ':deleted_materials')
if held >= tonumber(ARGV[8]) then return refuse('too_large', 'This session holds no more materials') end
local material = string.sub(ARGV[6], 1, -2) .. ',"created_at":"' .. iso(now) .. '"}'
refused = refuse_to_add(#material + ROW.material)
if refused then return refused end
count_content(#material + ROW.material)
redis.call('HSET', materials, ARGV[5], material)
redis.call('RPUSH', order, ARGV[5])
redis.call('HSET', header, 'updated_at', string.format('%d', now))
emit('events', 'material_added', '{"material":' .. material .. '}')
if ARGV[9] ~= '1' then return { material } end
local job_id = 'probe.' .. ARGV[5]
return { material, job_id, ask_for(job_id, 'PROBE', '', ARGV[5]) }
