-- clip/remove: removes a tap of a moment; the step keeps it (PE13).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] clip id, ARGV[6] the caller's name as JSON.
-- Refuses session_not_found, forbidden, not_found. Publishes clip_removed to `control`. Answers the step.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/taken
local refused = refuse_unless('clip', 'control')
if refused then return refused end
if redis.call('HEXISTS', clips, ARGV[5]) == 0 then return refuse('not_found', 'This moment does not exist') end

local step = note_moment(ARGV[5], ARGV[6])
take_away(step, { ARGV[5] })
emit('control', 'clip_removed', '{"clip_id":"' .. ARGV[5] .. '"}')
return tonumber(step)
