-- listening_books: a page of a library, hidden books included, the last used one first.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6..7] the score and the id of the last book
-- of the page before, or ''.
-- Refuses session_not_found, forbidden. Answers {{book…}, next}: next is {} at the end, else the two words to go on with.
-- include listening_shared
-- include page
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local rows, next_place = {}, {}
local from = ARGV[6] == '' and '+inf' or ARGV[6]
local found = redis.call('ZRANGE', shelf, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, PAGE_ROWS + 1, 'WITHSCORES')
for i = 1, #found, 2 do
  local id, score = found[i], found[i + 1]
  if ARGV[6] == '' or score ~= ARGV[6] or id < ARGV[7] then
    local row = book_json(id)
    if not fits(row) then
      next_place = { found[i - 1], found[i - 2] }
      break
    end
    rows[#rows + 1] = row
  end
end
if #next_place == 0 and #found == 2 * (PAGE_ROWS + 1) then next_place = { found[#found], found[#found - 1] } end
return { rows, next_place }
