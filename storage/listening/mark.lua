-- listening/mark: sets a bookmark of a book, or removes it. `position` is where in the book in ms, or '' to remove it,
-- `set_at` when it was set in ms, or ''.
-- Refuses session_not_found, forbidden, not_found, conflict, too_large. A repeat changes nothing. Publishes
-- bookmark_changed.
-- Answers what that carries, as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, book, id, position, set_at, most_marks = unpack(ARGV)
-- include listening/bookmarks
local refused = refuse_unless('listening', 'change')
if refused then return refused end
if redis.call('HEXISTS', books, book) == 0 then return refuse('not_found', 'There is no such book') end
local row = redis.call('HGET', marks, id)
local before = row and mark_of(id, row)
if before and before.book ~= book then return refuse('conflict', 'Another book has a bookmark of this id') end
if position ~= '' and not before and redis.call('HLEN', marks) >= tonumber(most_marks) then
  return refuse('too_large', 'This history holds no more bookmarks')
end

local function change(mark)
  return table.concat({ '{"book_id":', quoted(book), ',"id":', quoted(id), ',"bookmark":', mark and mark_json(mark) or 'null',
    '}' })
end

if position == '' then
  local json = change(nil)
  if redis.call('HDEL', marks, id) == 1 then emit('history', 'bookmark_changed', json) end
  return json
end
if before and before.position == position then return change(before) end
local at = set_at == '' and now or math.min(tonumber(set_at), now)
local mark = { id = id, position = position, at = whole_number(at), book = book }
redis.call('HSET', marks, id, table.concat({ mark.position, mark.at, mark.book }, ' '))
local json = change(mark)
emit('history', 'bookmark_changed', json)
return json
