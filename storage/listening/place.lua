-- listening/place: where the next part of a history or of a library begins, the latest first.
-- include listening/common
-- The score from which on to read a sorted set, and how many to pass over there: those of the same ms as the last one
-- of the part before, whose score and id are given, or ''. They are in the order of the set, backwards: by id as text.
local function where_to_continue(source, last_score, last_id)
  if last_score == '' then return '+inf', 0 end
  local passed = 0
  for _, id in ipairs(redis.call('ZRANGE', source, last_score, last_score, 'BYSCORE', 'REV')) do
    if id >= last_id then passed = passed + 1 end
  end
  return last_score, passed
end
