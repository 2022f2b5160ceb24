-- clip/time: the segment that a tap belongs to: the open one, or for a tap that waited offline, the one of its time
-- (C16).
-- include clip/common
-- `tapped_at` is Unix ms, nil for now; `age` how old a tap may be in ms; a tap at most `skew` ms before the stream's
-- start counts as made at the start. Answers the refusal, or nil with the segment's index, its start and when the tap
-- was made.
local function place_in_time(status, index, tapped_at, age, skew)
  if status ~= 'active' and not (status == 'paused' and tapped_at) then
    return refuse('session_not_active', '', 'reason', status)
  end
  local start = tonumber(redis.call('HGET', segments, index .. ':start'))
  if not tapped_at then return nil, index, start, now end
  local tapped = math.min(tapped_at, now)
  if now - tapped > age then
    return refuse('session_not_active', 'This moment waited too long to be counted', 'reason', 'too_old')
  end
  local begins = tonumber(redis.call('HGET', segments, '1:start'))
  if begins > tapped and begins - tapped <= skew then tapped = begins end
  while start and start > tapped do
    index = index - 1
    start = tonumber(redis.call('HGET', segments, index .. ':start'))
  end
  if not start then
    return refuse('session_not_active', 'This moment was made before the stream began', 'reason', 'early')
  end
  local stop = tonumber(redis.call('HGET', segments, index .. ':end'))
  if stop and tapped >= stop then
    return refuse('session_not_active', 'This moment fell into the break and was not counted', 'reason', 'break')
  end
  if status == 'paused' then return refuse('session_not_active', '', 'reason', status) end
  return nil, index, start, tapped
end
