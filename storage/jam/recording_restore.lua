-- jam/recording_restore: brings a recording back from the jam's bin (D13); whoever may delete it may.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the recording's uuid, ARGV[5] the most samples that may
-- be made in a session.
-- Refuses session_not_found, forbidden (not theirs, and not the owner), not_found, too_large. Publishes
-- `recording_restored`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include jam/samples
-- include jam/recording_bin
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local about = redis.call('HGET', deleted_samples, ARGV[4])
if not about then return refuse('not_found', 'This is not in the bin') end
refused = refuse_not_theirs(about) or (cjson.decode(about).session == session_id and refuse_full(ARGV[5]))
if refused then return refused end
leave_bin(ARGV[4])
redis.call('HSET', samples, ARGV[4], about)
emit('main', 'recording_restored', '{"sampleId":"recording-' .. ARGV[4] .. '"}')
return 1
