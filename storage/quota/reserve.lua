-- quota/reserve: notes in a session what its payer's budget has reserved for it.
-- KEYS[1] header; ARGV[1] what was reserved before, -1 for nothing, ARGV[2] the new value, ARGV[3] the payer or ''.
-- Answers 1, or 0 when somebody else was quicker.
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if (redis.call('HGET', KEYS[1], 'reserved') or '-1') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'reserved', ARGV[2], 'payer', ARGV[3])
return 1
