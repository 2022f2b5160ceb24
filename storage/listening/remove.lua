-- listening/remove: deletes an entry, which can be brought back for `keep_ms`, until `most_kept` were deleted after it.
-- Refuses session_not_found, forbidden, not_found. Publishes entries_changed. Answers the entry as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, entry_id, most_kept, keep_ms = unpack(ARGV)
-- include listening/common
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local bin, e = header .. ':bin', entry_of(entry_id)
if not e then return refuse('not_found', 'There is no such entry') end
local json = entry_json(e)
drop_entry(e)
redis.call('HSET', bin, e.id, table.concat({ whole_number(e.from), whole_number(e.to), e.book }, ' '))
if redis.call('HLEN', bin) > tonumber(most_kept) then
  local oldest
  for _, id in ipairs(redis.call('HKEYS', bin)) do
    if not oldest or tonumber(id) < oldest then oldest = tonumber(id) end
  end
  redis.call('HDEL', bin, whole_number(oldest))
end
redis.call('PEXPIRE', bin, keep_ms)
change_row(now)
emit('history', 'entries_changed', changes({}, { e.id }, nil))
return json
