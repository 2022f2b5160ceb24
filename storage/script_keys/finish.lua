-- script_keys/finish: ends one key of somebody, or all of them when `id` is ''. `why` is `revoked`, or what has ended
-- all. The rest as in tail.
-- Refuses forbidden, not_found for a key that does not work. Publishes nothing. Answers the ids that ended.
local header, run = unpack(KEYS)
local session_id, log_length, caller, id, why = unpack(ARGV)
-- include script_keys/common
local exists = redis.call('EXISTS', header) == 1
local refused = exists and refuse_unless('home', 'write')
if refused then return refused end
if id ~= '' then
  local home, ends_at, ended_at = unpack(redis.call('HMGET', record_of(id), 'home', 'ends_at', 'ended_at'))
  if not exists or home ~= session_id or has_ended(ends_at, ended_at) then return refuse('not_found', 'This key has ended') end
end
local ended = {}
for _, one in ipairs(id ~= '' and { id } or redis.call('ZRANGE', script_keys, 0, -1)) do
  if end_key(one, why) then ended[#ended + 1] = one end
end
return ended
