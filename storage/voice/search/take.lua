-- voice/search/take: takes voice sessions that have changed, for the search index, at most `most`.
-- KEYS are the sets `index:voice:changed`. Answers the ids; what a worker loses by a kill, its next look at all
-- revisions finds.
local most = unpack(ARGV)
local ids = {}
for _, changed in ipairs(KEYS) do
  local room = tonumber(most) - #ids
  if room == 0 then break end
  for _, id in ipairs(redis.call('SPOP', changed, room)) do ids[#ids + 1] = id end
end
return ids
