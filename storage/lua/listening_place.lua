-- listening_place: where the next part of a history begins, the latest entry first.
-- ARGV[6..7] the start and the id of the last entry of the part before, or ''.
-- include listening_shared
-- The start from which on to read a sorted set of entries, and how many entries to pass over there: those that began in
-- the same ms as the last one sent. They are in the order of the set, backwards: by id as text.
local function where_to_continue(source)
  if ARGV[6] == '' then return '+inf', 0 end
  local passed = 0
  for _, id in ipairs(redis.call('ZRANGE', source, ARGV[6], ARGV[6], 'BYSCORE', 'REV')) do
    if id >= ARGV[7] then passed = passed + 1 end
  end
  return ARGV[6], passed
end
