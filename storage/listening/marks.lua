-- listening/marks: the bookmarks of one book.
-- Refuses session_not_found, forbidden, not_found. Answers {bookmark as JSON…}, in no order.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, book = unpack(ARGV)
-- include listening/bookmarks
local refused = refuse_unless('listening', 'read')
if refused then return refused end
if redis.call('HEXISTS', books, book) == 0 then return refuse('not_found', 'There is no such book') end
local marks_by_id, rows = redis.call('HGETALL', marks), {}
for i = 1, #marks_by_id, 2 do
  local mark = mark_of(marks_by_id[i], marks_by_id[i + 1])
  if mark.book == book then rows[#rows + 1] = mark_json(mark) end
end
return rows
