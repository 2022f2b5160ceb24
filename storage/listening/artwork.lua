-- listening/artwork: the uploaded picture of a book, as it is recorded.
-- Refuses session_not_found, forbidden, not_found. Answers the record, or '' for a book without one.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, book_id = unpack(ARGV)
-- include listening/common
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local book = book_of(book_id)
if not book then return refuse('not_found', 'There is no such book') end
return uploaded(book) or ''
