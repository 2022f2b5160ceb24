-- listening/remove: deletes an entry, which can be brought back for a day.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6] entry id, ARGV[7] how many deleted
-- entries are kept, ARGV[8] how many ms after the last deletion.
-- Refuses session_not_found, forbidden, not_found. Publishes entries_changed. Answers the entry as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/shared
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local bin, e = header .. ':bin', entry_of(ARGV[6])
if not e then return refuse('not_found', 'There is no such entry') end
local json = entry_json(e)
drop_entry(e)
redis.call('HSET', bin, e.id, table.concat({ whole_number(e.from), whole_number(e.to), e.book }, ' '))
if redis.call('HLEN', bin) > tonumber(ARGV[7]) then
  local oldest
  for _, id in ipairs(redis.call('HKEYS', bin)) do
    if not oldest or tonumber(id) < oldest then oldest = tonumber(id) end
  end
  redis.call('HDEL', bin, whole_number(oldest))
end
redis.call('PEXPIRE', bin, ARGV[8])
change_row(now)
emit('history', 'entries_changed', changes({}, { e.id }, nil))
return json
