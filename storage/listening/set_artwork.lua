-- listening/set_artwork: records the uploaded picture of a book. `record` begins with the digest of the picture and a
-- space.
-- Refuses session_not_found, forbidden, not_found. The same picture again changes nothing. Publishes book_changed.
-- Answers {the record before or '', the book as JSON}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, id, record = unpack(ARGV)
-- include listening/write_book
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local book = book_of(id)
if not book then return refuse('not_found', 'There is no such book') end
local before = uploaded(book) or ''
if string.match(before, '^%x*') ~= string.match(record, '^%x*') then
  book.artwork = record
  write_book(id, book)
end
return { before, book_json(id) }
