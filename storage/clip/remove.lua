-- clip/remove: removes a tap of a moment; the step keeps it (PE13). `by_name` is the caller's name as JSON.
-- Refuses session_not_found, forbidden, not_found. Publishes clip_removed to `control`. Answers the step.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, clip_id, by_name = unpack(ARGV)
-- include clip/take_moments
local refused = refuse_unless('clip', 'control')
if refused then return refused end
if redis.call('HEXISTS', clips, clip_id) == 0 then return refuse('not_found', 'This moment does not exist') end

local step = note_moment(clip_id, by_name)
take_away(step, { clip_id })
emit('control', 'clip_removed', '{"clip_id":"' .. clip_id .. '"}')
return tonumber(step)
