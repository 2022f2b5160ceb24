-- account/delete: an account is gone from now on: nobody is this identity for `gone_ms`, every token that was made is
-- void, and so is the recovery key (AC23). What is left to delete is a job's work, which `about` says, JSON, or '' for another id of the same person.
-- The second key is the bucket's index of such work. `user` is the identity's id, `generation` that of the token which
-- asks, or '' for none.
-- Refuses unauthorized for a token that was signed out meanwhile. Publishes nothing. Answers {the generation of tokens that would
-- work, the digest of the key that is void now or '', until when nobody is it}; for one that is gone already the same.
local identity, deleting = unpack(KEYS)
local user, generation, about, gone_ms = unpack(ARGV)
-- include account/gone
local current, key, ends, joins = unpack(redis.call('HMGET', identity, 'generation', 'key', 'deleted_until', 'joins'))
if is_gone() then return { tonumber(current), '', ends } end
if generation ~= '' and tonumber(generation) < tonumber(current or '0') then
  return { 'refused', 'unauthorized', 'This device was signed out' }
end
local now = unix_ms()
local new, until_ms = tonumber(current or '0') + 1, string.format('%d', now + tonumber(gone_ms))
redis.call('DEL', identity)
redis.call('HSET', identity, 'generation', new, 'deleted_until', until_ms, 'joins', joins or '0')
if about ~= '' then
  redis.call('HSET', identity, 'deleting', about)
  redis.call('ZADD', deleting, string.format('%d', now), user)
end
return { new, key or '', until_ms }
