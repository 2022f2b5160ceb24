-- clip/summary: a row of the streamer's list, or more of its taps. `known_revision` is the caller's, or '';
-- `last_score` and `last_member` are those of the last tap of the run before, '' in the first: a session of 50,000 taps
-- must not hold Redis for long (OP21).
-- Refuses session_not_found, forbidden. Answers {now, session, {segment…}, revision, {cut…}, taps, next}. The cuts come
-- with the first run of a revision that is new to the caller. `taps` is a list separated by commas, in order: a position, the number of taps there, the next position and so on. A position is the
-- segment's index times 10,000,000 plus the offset in seconds; the same one may be last in a run and first in the next.
-- `taps` is '' when the revision is current. `next` is {} at the end, otherwise score and member for the next run.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, known_revision, last_score, last_member = unpack(ARGV)
-- include clip/order
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local TAPS_A_RUN = 2000
local revision = epoch('control') .. '.' .. (redis.call('HGET', header, 'seq:control') or '0')
local segment_list, cuts, taps, more = {}, {}, {}, {}
if last_member == '' then
  for index = 1, tonumber(redis.call('HGET', header, 'segment')) do segment_list[index] = segment_json(index) end
end
if revision ~= known_revision then
  if last_member == '' then
    local decided = redis.call('HGETALL', header .. ':review')
    for i = 1, #decided, 2 do
      if string.sub(decided[i], 1, 4) == 'cut:' then cuts[#cuts + 1] = decided[i + 1] end
    end
  end
  local first = last_member == '' and 0 or rank_after(last_score, last_member)
  local scored = redis.call('ZRANGE', order, first, first + TAPS_A_RUN - 1, 'WITHSCORES')
  for i = 2, #scored, 2 do
    if scored[i] == scored[i - 2] then taps[#taps] = taps[#taps] + 1
    else taps[#taps + 1], taps[#taps + 2] = scored[i], 1 end
  end
  if #scored == 2 * TAPS_A_RUN then more = { scored[#scored], scored[#scored - 1] } end
end
return { string.format('%d', now), session_json(), segment_list, revision, cuts, table.concat(taps, ','), more }
