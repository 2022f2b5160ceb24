-- listening/book: adds a book or changes one; what is not given stays.
-- `adds` is '1' to add it when it is missing; then what is there already stays and only comes back into the library
-- (I18). `fields` is a JSON object; `finished` is '1' when it is finished now, '0' when not, '' when nothing is said.
-- Refuses session_not_found, forbidden, not_found, too_large. Publishes book_changed, unless nothing changed. Answers
-- the book as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, id, adds, fields, finished, most_books = unpack(ARGV)
-- include listening/write_book
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local new, book, is_changed = cjson.decode(fields), book_of(id), false
if not book then
  if adds ~= '1' then return refuse('not_found', 'There is no such book') end
  if redis.call('HLEN', books) >= tonumber(most_books) then return refuse('too_large', 'This library holds no more books') end
  book = { added_at = now, finished_at = cjson.null, hidden = false, title = cjson.null, artist = cjson.null,
    artwork_url = cjson.null, artwork = cjson.null, duration_ms = cjson.null }
elseif adds == '1' then
  -- A player says what it read in the file; what a person has written since must not be lost by that.
  for name in pairs(new) do
    if book[name] ~= cjson.null then new[name] = book[name] end
  end
  new.hidden = false
end
for name, value in pairs(new) do
  if book[name] ~= value then book[name], is_changed = value, true end
end
if finished ~= '' and (finished == '1') ~= (book.finished_at ~= cjson.null) then
  book.finished_at, is_changed = finished == '1' and now or cjson.null, true
end
known_books[id] = book
if is_changed then write_book(id, book) end
return book_json(id)
