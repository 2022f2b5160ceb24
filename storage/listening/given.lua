-- listening/given: a part of a history is in another one; what has changed meanwhile stays, and moves with the next part.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6] the part as JSON: lists of {entry id,
-- row}, {bookmark id, row}, {book id, JSON, place, time} and {client id, time}.
-- Refuses session_not_found, forbidden. When nothing is left, the history goes too; publishes cleared then. Answers 1 when it is
-- gone, else 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/shared
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local marks, items, part = header .. ':marks', header .. ':items', cjson.decode(ARGV[6])
for _, one in ipairs(part[1]) do
  if redis.call('HGET', entries, one[1]) == one[2] then drop_entry(entry_of(one[1])) end
end
for _, one in ipairs(part[2]) do
  if redis.call('HGET', marks, one[1]) == one[2] then redis.call('HDEL', marks, one[1]) end
end
-- A book goes last: entries and bookmarks need theirs.
if redis.call('ZCARD', order) == 0 and redis.call('EXISTS', marks) == 0 then
  for _, one in ipairs(part[3]) do
    if redis.call('HGET', books, one[1]) == one[2] and (redis.call('HGET', places, one[1]) or '') == one[3] then
      redis.call('HDEL', books, one[1])
      redis.call('HDEL', places, one[1])
      redis.call('ZREM', shelf, one[1])
    end
  end
end
for _, one in ipairs(part[4]) do redis.call('ZREM', items, one[1]) end
if redis.call('EXISTS', order, books, marks, items) > 0 then return 0 end
emit('history', 'cleared', '{"books":true}')
leave_indexes('listening')
change_row(now)
redis.call('UNLINK', header, entries, places, shelf, players, header .. ':bin', header .. ':adopted', header .. ':log:history')
return 1
