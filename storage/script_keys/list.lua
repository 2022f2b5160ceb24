-- script_keys/list: somebody's keys for scripts, the newest first, with those that have ended lately.
-- Takes what tail takes.
-- Refuses forbidden. Answers {id, record as a flat list, the row of its session in the home or '', …}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include script_keys/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'read')
if refused then return refused end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', script_keys, 0, -1, 'REV')) do
  local record = redis.call('HGETALL', record_of(id))
  if #record > 0 then
    found[#found + 1], found[#found + 2] = id, record
    found[#found + 1] = redis.call('HGET', rows, redis.call('HGET', record_of(id), 'session')) or ''
  end
end
return found
