-- clip/transition: start, pause, resume or end (C6–C11). The caller passes the legal transitions.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] the legal states to start from,
-- separated by commas, ARGV[6] the state to reach, ARGV[7] the event's type, ARGV[8] the id of a new segment.
-- Refuses session_not_found, forbidden, invalid_transition. Publishes the event to both feeds. Answers the session as
-- JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/shared
-- include home/row
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local found = redis.call('HMGET', header, 'status', 'segment')
local status, index = found[1], tonumber(found[2])
if not string.find(',' .. ARGV[5] .. ',', ',' .. status .. ',', 1, true) then
  return refuse('invalid_transition', '', 'status', status)
end

local at = string.format('%d', now)
local touched = 'null'
if status == 'active' then
  redis.call('HSET', segments, index .. ':end', at)
  touched = segment_json(index)
end
if ARGV[6] == 'active' then
  index = redis.call('HINCRBY', header, 'segment', 1)
  redis.call('HSET', segments, index .. ':id', ARGV[8], index .. ':start', at)
  touched = segment_json(index)
end
redis.call('HSET', header, 'status', ARGV[6], 'updated_at', at)
local session = session_json()
emit_public(ARGV[7], '{"session":' .. session .. ',"segment":' .. touched .. '}')
change_row(now)
return session
