-- listening/clear: deletes every entry of a history for good, and what its log still tells of them; the books too when
-- `books_too` is '1'.
-- Refuses session_not_found, forbidden. Publishes cleared. Answers how many entries there were.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, books_too = unpack(ARGV)
-- include listening/common
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local count = redis.call('ZCARD', order)
local of_books = redis.call('HKEYS', books)
for i, book in ipairs(of_books) do of_books[i] = of_book(book) end
-- Not one by one: 2,000 calls took Redis 7 to 16 ms.
for first = 1, #of_books, 500 do redis.call('UNLINK', unpack(of_books, first, math.min(first + 499, #of_books))) end
redis.call('UNLINK', order, entries, players, header .. ':items', header .. ':adopted', header .. ':bin',
  header .. ':log:history')
redis.call('HDEL', header, 'longest', 'logged:history', 'log_steps:history')
if books_too == '1' then redis.call('UNLINK', books, places, shelf, header .. ':marks') end
change_row(now)
emit('history', 'cleared', books_too == '1' and '{"books":true}' or '{"books":false}')
return count
