-- jam/link: adds a remix to its parent; adding it again changes nothing, so the count is exact (K14).
-- KEYS[1] header of the parent, KEYS[2] run id, KEYS[3] the bucket's index by remixes; ARGV[1..3] as in tail,
-- ARGV[4] the remix's id.
-- Refuses session_not_found. Publishes `remixed`. Answers the number of remixes.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
local refused = refuse_unless('jam', 'read')
if refused then return refused end
local is_new = redis.call('SADD', children, ARGV[4])
local count = redis.call('SCARD', children)
if is_new == 1 then
  redis.call('ZADD', KEYS[3], count, session_id)
  emit('main', 'remixed', '{"remixCount":' .. count .. '}')
end
return count
