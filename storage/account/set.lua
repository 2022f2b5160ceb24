-- account/set: changes what is kept of an identity: fields and values follow in turn. A mere name is forgotten after
-- `name_ms`.
-- Refuses unauthorized for a deleted account. Publishes nothing. Answers the digest of the recovery key before.
local identity = unpack(KEYS)
local FIRST_FIELD = 2
local name_ms = unpack(ARGV, 1, FIRST_FIELD - 1)
-- include account/gone
if is_gone() then return gone() end
local before = redis.call('HGET', identity, 'key') or ''
redis.call('HSET', identity, unpack(ARGV, FIRST_FIELD))
local key, aliases, joined_to, generation = unpack(redis.call('HMGET', identity, 'key', 'aliases', 'joined_to', 'generation'))
if key or aliases or joined_to or generation then
  redis.call('PERSIST', identity)
else
  redis.call('PEXPIRE', identity, name_ms)
end
return before
