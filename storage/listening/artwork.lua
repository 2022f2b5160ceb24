-- listening/artwork: the uploaded picture of a book, as it is recorded.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6] book id.
-- Refuses session_not_found, forbidden, not_found. Answers the record, or '' for a book without one.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/shared
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local book = book_of(ARGV[6])
if not book then return refuse('not_found', 'There is no such book') end
return uploaded(book) or ''
