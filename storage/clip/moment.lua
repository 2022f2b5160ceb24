-- clip/moment: the taps of a moment, a part of them in each run of the script, so that no number of taps blocks Redis
-- for long (OP21). The store repeats the script until the moment is done.
-- Takes `segment_index`, its segment's; `first_seconds` and `last_seconds`, the offsets of its first and last tap;
-- `last_score` and `last_member` of the last tap of the previous run, '' in the first run.
-- include clip/order
local TAPS_A_RUN = 50

-- The ids of the next taps, and the score and the member of the last one when there may be more, otherwise ''.
local function next_taps()
  local start = segment_index * 10000000
  local first = last_member ~= '' and rank_after(last_score, last_member)
    or redis.call('ZCOUNT', order, '-inf', string.format('(%d', start + first_seconds))
  local scored = redis.call('ZRANGE', order, first, first + TAPS_A_RUN - 1, 'WITHSCORES')
  local latest, ids, members = start + last_seconds, {}, {}
  for i = 1, #scored, 2 do
    if tonumber(scored[i + 1]) > latest then return ids, members, '', '' end
    members[#members + 1] = scored[i]
    ids[#ids + 1] = string.sub(scored[i], 12) -- after a number and a colon
  end
  if #ids < TAPS_A_RUN then return ids, members, '', '' end
  return ids, members, scored[#scored], members[#members]
end
