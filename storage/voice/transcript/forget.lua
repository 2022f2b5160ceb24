-- voice/transcript/forget: deletes a segment for good, with all that it said before. Nothing comes in its place.
-- The first arguments as in voice/common; `id` is the segment's.
-- Refuses session_not_found, not_found; forbidden for anybody but the owner and whoever made its source. Publishes
-- segment_deleted, and begins a new epoch. Answers {job id, run} when the session is read again, otherwise {}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id = unpack(ARGV)
-- include voice/transcript/edits
-- include voice/jobs
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local stored, source = redis.call('HGET', segments, id), source_of(id)
if not segment_json(id, stored) or not has_source(source) then
  return refuse('not_found', 'There is no such segment')
end
local material = redis.call('HGET', header .. ':materials', source)
local maker = material and cjson.decode(material).by or redis.call('HGET', recording_key(source), 'by')
if not has(ids, maker) and refuse_unless('voice', 'own') then
  return refuse('forbidden', 'Somebody else made this recording')
end
local revision, _, _, end_ms = parts_of(stored)
put_segment(id, string.format('%d\t1\t%d\t\t\t\t', revision + 1, end_ms))
forget_edits(function(key) return key == id end)
redis.call('HSET', header, 'updated_at', string.format('%d', now))
local asked = {}
read_again(asked, source, start_of(id))
drop_tasks(deleted_tasks, source, start_of(id))
forget_log()
return asked
