-- jam/recording_restore: brings a recording back from the jam's bin (D13); whoever may delete it may.
-- The first arguments as in tail; `uuid` is the recording's, `most` how many samples may be made in a session.
-- Refuses session_not_found, forbidden (not theirs, and not the owner), not_found, too_large. Publishes
-- `recording_restored`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, uuid, most = unpack(ARGV)
-- include jam/common
-- include admin/indexes
-- include jam/samples
-- include jam/recording_bin
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local about = redis.call('HGET', deleted_samples, uuid)
if not about then return refuse('not_found', 'This is not in the bin') end
refused = refuse_not_theirs(about) or (cjson.decode(about).session == session_id and refuse_full(most))
if refused then return refused end
leave_bin(uuid)
redis.call('HSET', samples, uuid, about)
emit('main', 'recording_restored', '{"sampleId":"recording-' .. uuid .. '"}')
return 1
