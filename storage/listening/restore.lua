-- listening/restore: brings back an entry that was deleted within the last day.
-- Refuses session_not_found, forbidden, not_found, too_large. A repeat changes nothing. Publishes entries_changed.
-- Answers the entry as JSON, or the one that it has become part of.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, entry_id, most_entries = unpack(ARGV)
-- include listening/join
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local bin, e = header .. ':bin', entry_of(entry_id)
if e then return entry_json(e) end
local row = redis.call('HGET', bin, entry_id)
if not row then return refuse('not_found', 'This entry is gone for good') end
if redis.call('ZCARD', order) >= tonumber(most_entries) then
  return refuse('too_large', 'This history holds no more entries')
end
local from, to, book = string.match(row, '^(%d+) (%d+) (.+)$')
redis.call('HDEL', bin, entry_id)
local merged, gone = join(book, tonumber(from), tonumber(to), entry_id)
change_row(now)
emit('history', 'entries_changed', changes({ merged }, gone, nil))
return entry_json(merged)
