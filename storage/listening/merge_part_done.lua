-- listening/merge_part_done: a part of a history is in another one; what has changed meanwhile stays, and moves with
-- the next part. `part` is JSON: lists of {entry id, row}, {bookmark id, row}, {book id, JSON, place, time} and {client
-- id, time}.
-- Refuses session_not_found, forbidden. When nothing is left, the history goes too; publishes cleared then. Answers 1
-- when it is gone, else 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, part = unpack(ARGV)
-- include listening/bookmarks
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local items, entry_list, mark_list, book_list, item_list = header .. ':items', unpack(cjson.decode(part))
for _, one in ipairs(entry_list) do
  local id, row = unpack(one)
  if redis.call('HGET', entries, id) == row then drop_entry(entry_of(id)) end
end
for _, one in ipairs(mark_list) do
  local id, row = unpack(one)
  if redis.call('HGET', marks, id) == row then redis.call('HDEL', marks, id) end
end
-- A book goes last: entries and bookmarks need theirs.
if redis.call('ZCARD', order) == 0 and redis.call('EXISTS', marks) == 0 then
  for _, one in ipairs(book_list) do
    local id, json, place = unpack(one)
    if redis.call('HGET', books, id) == json and (redis.call('HGET', places, id) or '') == place then
      redis.call('HDEL', books, id)
      redis.call('HDEL', places, id)
      redis.call('ZREM', shelf, id)
    end
  end
end
for _, one in ipairs(item_list) do redis.call('ZREM', items, (unpack(one))) end
if redis.call('EXISTS', order, books, marks, items) > 0 then return 0 end
emit('history', 'cleared', '{"books":true}')
leave_indexes('listening')
change_row(now)
redis.call('UNLINK', header, entries, places, shelf, players, header .. ':bin', header .. ':adopted',
  header .. ':log:history')
return 1
