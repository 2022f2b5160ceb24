-- quota/reserve: notes in a session what its payer's budget has reserved for it: `before` was reserved, -1 for nothing;
-- `payer` may be ''. Answers 1, or 0 when somebody else was quicker.
local header = unpack(KEYS)
local before, reserved, payer = unpack(ARGV)
if redis.call('EXISTS', header) == 0 then return 0 end
if (redis.call('HGET', header, 'reserved') or '-1') ~= before then return 0 end
redis.call('HSET', header, 'reserved', reserved, 'payer', payer)
return 1
