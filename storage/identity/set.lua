-- identity/set: changes what is kept of an identity.
-- KEYS[1] the identity; ARGV[1] ms after which a mere name is forgotten, then fields and values in turn.
-- Publishes nothing. Answers the digest of the recovery key before.
local before = redis.call('HGET', KEYS[1], 'key') or ''
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
local lasting = redis.call('HMGET', KEYS[1], 'key', 'aliases', 'joined_to', 'generation')
if lasting[1] or lasting[2] or lasting[3] or lasting[4] then
  redis.call('PERSIST', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return before
