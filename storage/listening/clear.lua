-- listening/clear: deletes every entry of a history for good, and what its log still tells of them.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6] '1' to delete the books too.
-- Refuses session_not_found, forbidden. Publishes cleared. Answers how many entries there were.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/shared
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local count = redis.call('ZCARD', order)
local of_books = redis.call('HKEYS', books)
for i, book in ipairs(of_books) do of_books[i] = of_book(book) end
-- Not one by one: 2,000 calls took Redis 7 to 16 ms.
for first = 1, #of_books, 500 do redis.call('UNLINK', unpack(of_books, first, math.min(first + 499, #of_books))) end
redis.call('UNLINK', order, entries, players, header .. ':items', header .. ':adopted', header .. ':bin', header .. ':log:history')
redis.call('HDEL', header, 'longest', 'logged:history', 'log_steps:history')
if ARGV[6] == '1' then redis.call('UNLINK', books, places, shelf, header .. ':marks') end
change_row(now)
emit('history', 'cleared', ARGV[6] == '1' and '{"books":true}' or '{"books":false}')
return count
