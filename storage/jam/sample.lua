-- jam/sample: adds a recorded sample to the jam, so that it and its remixes can use it (S19).
-- The first arguments as in tail; `uuid` is the sample's, `about` its entry as JSON, `most` how many may be made in a
-- session.
-- Refuses session_not_found, forbidden, too_large, storage_full. Publishes `recording_added`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, uuid, about, most = unpack(ARGV)
-- include jam/common
-- include admin/indexes
-- include quota/content
-- include jam/samples
local refused = refuse_unless('jam', 'edit') or refuse_full(most)
if refused then return refused end
local had = redis.call('HSTRLEN', samples, uuid)
local more = #about - had + (had == 0 and ROW.sample or 0)
refused = refuse_to_add(more)
if refused then return refused end
count_content(more)
redis.call('HSET', samples, uuid, about)
emit('main', 'recording_added', '{"sampleId":"recording-' .. uuid .. '"}')
return 1
