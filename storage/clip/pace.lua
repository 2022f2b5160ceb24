-- clip/pace: how quickly the moments of one viewer may follow each other (D16).
-- include clip/common
-- For a moment of the time `tapped`: `gap` ms must be between it and the viewer's others in the stream, and as many
-- between two arrivals, of which `burst` may come at once. Answers the refusal, or nil with the time until which
-- arrivals are paid.
local function refuse_pace(times, pace, tapped, gap, burst, is_late)
  local near, at = unpack(redis.call('ZRANGE', times, string.format('(%d', tapped + gap), string.format('(%d', tapped - gap),
    'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES'))
  if near and is_late then return refuse('too_soon') end
  if near then return refuse('rate_limited', '', 'retry_after', math.ceil((at + gap - now) / 1000)) end
  local paid_until = math.max(now, tonumber(redis.call('GET', pace) or '0'))
  local ahead = paid_until - now - (burst - 1) * gap
  if ahead > 0 then return refuse('rate_limited', '', 'retry_after', math.ceil(ahead / 1000)) end
  return nil, paid_until
end
