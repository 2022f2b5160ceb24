-- listening/book: adds a book or changes one; what is not given stays.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6] book id, ARGV[7] '1' to add it when it
-- is missing; then what is there already stays and only comes back into the library (I18), ARGV[8] the fields as a JSON
-- object, ARGV[9] '1' when it is finished now, '0' when not, '' when nothing is said, ARGV[10] the most books.
-- Refuses session_not_found, forbidden, not_found, too_large. Publishes book_changed, unless nothing changed. Answers the
-- book as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/write_book
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local id, fields = ARGV[6], cjson.decode(ARGV[8])
local book, is_changed = book_of(id), false
if not book then
  if ARGV[7] ~= '1' then return refuse('not_found', 'There is no such book') end
  if redis.call('HLEN', books) >= tonumber(ARGV[10]) then return refuse('too_large', 'This library holds no more books') end
  book = { added_at = now, finished_at = cjson.null, hidden = false, title = cjson.null, artist = cjson.null,
    artwork_url = cjson.null, artwork = cjson.null, duration_ms = cjson.null }
elseif ARGV[7] == '1' then
  -- A player says what it read in the file; what a person has written since must not be lost by that.
  for name in pairs(fields) do
    if book[name] ~= cjson.null then fields[name] = book[name] end
  end
  fields.hidden = false
end
for name, value in pairs(fields) do
  if book[name] ~= value then book[name], is_changed = value, true end
end
if ARGV[9] ~= '' and (ARGV[9] == '1') ~= (book.finished_at ~= cjson.null) then
  book.finished_at, is_changed = ARGV[9] == '1' and now or cjson.null, true
end
known_books[id] = book
if is_changed then write_book(id, book) end
return book_json(id)
