-- listening/forget: nothing is left of a history that was cleared (AC23).
-- Takes what listening/common takes.
-- Refuses session_not_found, forbidden. Publishes cleared. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms = unpack(ARGV)
-- include listening/common
local refused = refuse_unless('listening', 'change')
if refused then return refused end
emit('history', 'cleared', '{"books":true}')
leave_indexes('listening')
redis.call('UNLINK', header, places, shelf, books, players, header .. ':marks', header .. ':bin', header .. ':items',
  header .. ':adopted', header .. ':homes', header .. ':log:history')
return 1
