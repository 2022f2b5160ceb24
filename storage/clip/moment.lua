-- clip/moment: the taps of a moment, a part of them in each run of the script, so that no number of taps blocks Redis
-- for long (OP21). The store repeats the script until the moment is done.
-- ARGV[5] its segment's index, ARGV[6] and ARGV[7] the offsets of its first and last tap in seconds, ARGV[8] and
-- ARGV[9] the score and the member of the last tap of the previous run, '' in the first run.
-- include clip/order
local TAPS_A_RUN = 50

-- The ids of the next taps, and the score and the member of the last one when there may be more, otherwise ''.
local function next_taps()
  local start = tonumber(ARGV[5]) * 10000000
  local first = ARGV[9] ~= '' and rank_after(ARGV[8], ARGV[9])
    or redis.call('ZCOUNT', order, '-inf', string.format('(%d', start + tonumber(ARGV[6])))
  local scored = redis.call('ZRANGE', order, first, first + TAPS_A_RUN - 1, 'WITHSCORES')
  local ids, members = {}, {}
  for i = 1, #scored, 2 do
    if tonumber(scored[i + 1]) > start + tonumber(ARGV[7]) then return ids, members, '', '' end
    members[#members + 1] = scored[i]
    ids[#ids + 1] = string.sub(scored[i], 12) -- after a number and a colon
  end
  if #ids < TAPS_A_RUN then return ids, members, '', '' end
  return ids, members, scored[#scored], members[#members]
end
