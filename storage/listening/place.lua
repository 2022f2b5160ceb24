-- listening/place: where the next part of a history or of a library begins, the latest first.
-- ARGV[6..7] the score and the id of the last one of the part before, or ''.
-- include listening/shared
-- The score from which on to read a sorted set, and how many to pass over there: those of the same ms as the last one
-- sent. They are in the order of the set, backwards: by id as text.
local function where_to_continue(source)
  if ARGV[6] == '' then return '+inf', 0 end
  local passed = 0
  for _, id in ipairs(redis.call('ZRANGE', source, ARGV[6], ARGV[6], 'BYSCORE', 'REV')) do
    if id >= ARGV[7] then passed = passed + 1 end
  end
  return ARGV[6], passed
end
