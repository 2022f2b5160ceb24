-- jam/sample: adds a recorded sample to the jam, so that it and its remixes can use it (S19).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the sample's uuid, ARGV[5] its entry as JSON,
-- ARGV[6] the most samples that may be made in a session.
-- Refuses session_not_found, forbidden, too_large, storage_full. Publishes `recording_added`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include quota/content
-- include jam/samples
local refused = refuse_unless('jam', 'edit') or refuse_full(ARGV[6])
if refused then return refused end
local had = redis.call('HSTRLEN', samples, ARGV[4])
local more = #ARGV[5] - had + (had == 0 and ROW.sample or 0)
refused = refuse_to_add(more)
if refused then return refused end
count_content(more)
redis.call('HSET', samples, ARGV[4], ARGV[5])
emit('main', 'recording_added', '{"sampleId":"recording-' .. ARGV[4] .. '"}')
return 1
