-- clip/transition: start, pause, resume or end (C6–C11). The caller passes the legal states to start from, separated by
-- commas, the state to reach, the event's type and the id of a new segment.
-- Refuses session_not_found, forbidden, invalid_transition. Publishes the event to both feeds. Answers the session as
-- JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, legal, reached, event, segment_id = unpack(ARGV)
-- include clip/common
-- include home/row
-- include webhooks/note
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local status, index = unpack(redis.call('HMGET', header, 'status', 'segment'))
if not string.find(',' .. legal .. ',', ',' .. status .. ',', 1, true) then
  return refuse('invalid_transition', '', 'status', status)
end

local at = string.format('%d', now)
local touched = 'null'
if status == 'active' then
  redis.call('HSET', segments, index .. ':end', at)
  touched = segment_json(index)
end
if reached == 'active' then
  index = redis.call('HINCRBY', header, 'segment', 1)
  redis.call('HSET', segments, index .. ':id', segment_id, index .. ':start', at)
  touched = segment_json(index)
end
redis.call('HSET', header, 'status', reached, 'updated_at', at)
local session = session_json()
emit_public(event, '{"session":' .. session .. ',"segment":' .. touched .. '}')
change_row(now)
if reached == 'active' then note_event('clip', 'stream.started', '') end
if reached == 'ended' then note_event('clip', 'stream.ended', ',"moments":' .. redis.call('HLEN', clips)) end
return session
