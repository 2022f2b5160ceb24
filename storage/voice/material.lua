-- voice/material: attaches a material (V7). A repeat of its id changes nothing and gets the first answer, also when the
-- material has been deleted since. Materials in the bin count.
-- The first arguments as in voice/common; `id` and `about` are the material's, as JSON without its time, `must_be_open`
-- is '1' when the session must be open, `most` how many a session holds, `may_sound` '1' when its file begins like
-- sound and a worker must find its type; `message` is the message of a chat that it came by, or ''.
-- Refuses session_not_found, forbidden, conflict for the id of a recording, session_not_active, too_large, storage_full. Publishes material_added, and the
-- job PROBE as job_changed. Answers {material as JSON, job id, run}, the last two only with a job.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id, about, must_be_open, most, may_sound, message = unpack(ARGV)
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local open = redis.call('HGET', header, 'open')
local materials, order = header .. ':materials', header .. ':material_ids'
local known = redis.call('HGET', materials, id) or redis.call('HGET', header .. ':deleted_materials', id)
if known then return { known } end
if redis.call('EXISTS', recording_key(id)) == 1 then return refuse('conflict', 'A recording has this id') end
if must_be_open == '1' and open == '0' then return refuse('session_not_active', 'The session is closed') end
local held = redis.call('LLEN', order) + redis.call('HLEN', header .. ':deleted_materials')
if held >= tonumber(most) then return refuse('too_large', 'This session holds no more materials') end
local material = string.sub(about, 1, -2) .. ',"created_at":"' .. iso(now) .. '"}'
refused = refuse_to_add(#material + ROW.material)
if refused then return refused end
count_content(#material + ROW.material)
redis.call('HSET', materials, id, material)
redis.call('RPUSH', order, id)
redis.call('HSET', header, 'updated_at', string.format('%d', now))
emit('events', 'material_added', '{"material":' .. material .. '}')
if may_sound ~= '1' then return { material } end
local job_id = 'probe.' .. id
return { material, job_id, ask_for(job_id, 'PROBE', '', id, message) }
