-- account/sign_out: ends every token of an identity, and the recovery key that another device has made since `since` (D45).
-- `device` is who signs out, '' for a token that does not say.
-- Publishes nothing. Answers {the generation of tokens that work from now on, the digest of the key that is void now or ''}.
local identity = unpack(KEYS)
local device, since = unpack(ARGV)
local generation = redis.call('HINCRBY', identity, 'generation', 1)
redis.call('PERSIST', identity)
local key, by, at = unpack(redis.call('HMGET', identity, 'key', 'key_by', 'key_at'))
local is_others = key and tonumber(at or '0') >= tonumber(since) and (device == '' or by ~= device)
if not is_others then return { generation, '' } end
redis.call('HDEL', identity, 'key', 'key_by', 'key_at')
return { generation, key }
