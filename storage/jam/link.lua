-- jam/link: adds a remix to its parent; adding it again changes nothing, so the count is exact (K14).
-- `header` and `run` are the parent's, `by_remixes` the bucket's index; the first arguments as in tail, `child_id` is
-- the remix's id.
-- Refuses session_not_found. Publishes `remixed`. Answers the number of remixes.
local header, run, by_remixes = unpack(KEYS)
local session_id, log_length, caller, child_id = unpack(ARGV)
-- include jam/common
local refused = refuse_unless('jam', 'read')
if refused then return refused end
local is_new = redis.call('SADD', children, child_id)
local count = redis.call('SCARD', children)
if is_new == 1 then
  redis.call('ZADD', by_remixes, count, session_id)
  emit('main', 'remixed', '{"remixCount":' .. count .. '}')
end
return count
