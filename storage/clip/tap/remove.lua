-- clip/tap/remove: removes a tap of a moment; the step keeps it (PE13). Its author takes it back for a while (CL17), and
-- nothing keeps it. `by_name` is the caller's name as JSON; `address` and `guest` as in clip/tap/own.
-- Refuses session_not_found, forbidden, not_found. Publishes clip_removed to `control`. Answers the step, 0 for none.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, clip_id, by_name, address, guest = unpack(ARGV)
-- include clip/tap/own
-- include clip/take_moments
local refused = refuse_unless('clip', 'control')
local is_own = refused and is_author(clip_id)
if is_own then refused = refuse_own(clip_id, address, guest) end
if refused then return refused end
if redis.call('HEXISTS', clips, clip_id) == 0 then return refuse('not_found', 'This moment does not exist') end

local step = '0'
if is_own then
  take_back(clip_id)
else
  step = note_moment(clip_id, by_name)
  take_away(step, { clip_id })
end
emit('control', 'clip_removed', '{"clip_id":"' .. clip_id .. '"}')
return tonumber(step)
