-- clip_summary: a row of the streamer's list, or more of its places.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] and ARGV[6] the score and the member
-- of the last place of the run before, '' in the first: a session of 50,000 moments must not hold Redis for long
-- (OP21).
-- Refuses session_not_found, forbidden. Answers {now, session, {segment…}, {place…}, next}: a place is the position of
-- a moment: its segment's index times 10,000,000 plus its offset in seconds; `next` is {} at the end, else the two
-- words to go on with.
-- include clip_order
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local PLACES_A_RUN = 2000
local segment_list, places, more = {}, {}, {}
if ARGV[6] == '' then
  for index = 1, tonumber(redis.call('HGET', header, 'segment')) do segment_list[index] = segment_json(index) end
end
local first = ARGV[6] == '' and 0 or rank_after(ARGV[5], ARGV[6])
local scored = redis.call('ZRANGE', order, first, first + PLACES_A_RUN - 1, 'WITHSCORES')
for i = 2, #scored, 2 do places[#places + 1] = scored[i] end
if #places == PLACES_A_RUN then more = { scored[#scored], scored[#scored - 1] } end
return { string.format('%d', now), session_json(), segment_list, places, more }
