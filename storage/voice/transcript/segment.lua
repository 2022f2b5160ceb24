-- voice/transcript/segment: one segment, for those who may change it.
-- The first arguments as in voice/common; `id` is the segment's.
-- Refuses session_not_found, forbidden, not_found. Answers it as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id = unpack(ARGV)
-- include voice/transcript/segments
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local json = segment_json(id, redis.call('HGET', segments, id))
if not json or not has_source(source_of(id)) then return refuse('not_found', 'There is no such segment') end
return json
