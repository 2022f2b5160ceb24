-- listening/books: a page of a library, hidden books included, the last used one first.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6..7] the score and the id of the last book
-- of the page before, or '', ARGV[8] the most books.
-- Refuses session_not_found, forbidden. Answers {{book…}, next}: next is {} at the end, else the two words to go on with.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/place
-- include session/parts/page
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local from, offset = where_to_continue(shelf)
local rows, next_place, most = {}, {}, tonumber(ARGV[8])
local found = redis.call('ZRANGE', shelf, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', offset, most, 'WITHSCORES')
for i = 1, #found, 2 do
  local row = book_json(found[i])
  if not fits(row) then return { rows, next_place } end
  rows[#rows + 1] = row
  next_place = { found[i + 1], found[i] }
end
return { rows, #rows == most and next_place or {} }
