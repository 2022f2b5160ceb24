-- account/new_key: a new recovery key of an identity; the one before is void.
-- `generation` is that of the token which makes it, `digest` of the key, `device` where it is made, `at` Unix ms; fields and
-- their values follow in turn.
-- Refuses unauthorized for a token that was signed out meanwhile, and for a deleted account. Publishes nothing. Answers the digest of the key before.
local identity = unpack(KEYS)
local FIRST_FIELD = 5
local generation, digest, device, at = unpack(ARGV, 1, FIRST_FIELD - 1)
-- include account/gone
if is_gone() then return gone() end
local current, before = unpack(redis.call('HMGET', identity, 'generation', 'key'))
if generation ~= '' and tonumber(generation) < tonumber(current or '0') then
  return { 'refused', 'unauthorized', 'This device was signed out' }
end
redis.call('HSET', identity, 'key', digest, 'key_by', device, 'key_at', at, unpack(ARGV, FIRST_FIELD))
redis.call('PERSIST', identity)
return before or ''
