-- listening/rows: entries in short, the latest first, for statistics and exports: `most`, behind the last one of the
-- part before, '' for the first.
-- Refuses session_not_found, forbidden. Answers {longest, ids, `<start> <end> <book>` of each}, both as one text with
-- spaces between: a reply of thousands of parts costs more than reading them. Fewer than asked for are the end.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, last_start, last_id, most = unpack(ARGV)
-- include listening/place
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local from, offset = where_to_continue(order, last_start, last_id)
local entry_ids = redis.call('ZRANGE', order, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', offset, most)
local rows = {}
for first = 1, #entry_ids, 1000 do
  local part = redis.call('HMGET', entries, unpack(entry_ids, first, math.min(first + 999, #entry_ids)))
  rows[#rows + 1] = table.concat(part, ' ')
end
return { redis.call('HGET', header, 'longest') or '0', table.concat(entry_ids, ' '), table.concat(rows, ' ') }
