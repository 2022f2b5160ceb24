-- listening/books: a page of a library, hidden books included, the last used one first. `last_score` and `last_id` are
-- those of the last book of the page before, or ''.
-- Refuses session_not_found, forbidden. Answers {{book…}, next}: next is {} at the end, else the two words to go on
-- with.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, last_score, last_id, most = unpack(ARGV)
-- include listening/place
-- include session/parts/page
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local from, offset = where_to_continue(shelf, last_score, last_id)
local rows, next_place = {}, {}
local book_ids = redis.call('ZRANGE', shelf, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', offset, most, 'WITHSCORES')
for i = 1, #book_ids, 2 do
  local row = book_json(book_ids[i])
  if not fits(row) then return { rows, next_place } end
  rows[#rows + 1] = row
  next_place = { book_ids[i + 1], book_ids[i] }
end
return { rows, #rows == tonumber(most) and next_place or {} }
