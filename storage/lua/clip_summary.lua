-- clip_summary: a row of the streamer's list.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared.
-- Refuses session_not_found, forbidden. Answers {now, session, {segment…}, {place…}}: a place is where a moment lies,
-- its segment's index times 10,000,000 and its offset in seconds.
-- include clip_shared
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local segment_list, places = {}, {}
for index = 1, tonumber(redis.call('HGET', header, 'segment')) do segment_list[index] = segment_json(index) end
local scored = redis.call('ZRANGE', order, 0, -1, 'WITHSCORES')
for i = 2, #scored, 2 do places[#places + 1] = scored[i] end
return { string.format('%d', now), session_json(), segment_list, places }
