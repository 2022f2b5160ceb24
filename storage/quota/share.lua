-- quota/share: what the files of one user take of their share of the media store.
-- KEYS[1] hash: bytes by thing and their sum as `total`; KEYS[2] the bucket's index of owners by the
-- next reconciliation; KEYS[3] or none: `all`, the sum of the bucket's owners;
-- ARGV[1] thing, ARGV[2] `by` for a change or `to` for what was counted, ARGV[3] bytes, ARGV[4] the most bytes of all things or
-- 0, ARGV[5] the user's id, ARGV[6] ms until the next reconciliation, ARGV[7] for `to`, what was held when the count began.
-- Answers {1, total}, or {0, total} when so much is not left; then nothing is taken. A change of 0 is refused when nothing is
-- left. A thing that changed while it was counted keeps what it has.
-- include session/parts/clock
local held = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
local total = tonumber(redis.call('HGET', KEYS[1], 'total') or '0')
local bytes, most = tonumber(ARGV[3]), tonumber(ARGV[4])
if ARGV[2] == 'to' and held ~= tonumber(ARGV[7]) then return { 1, total } end
local new = math.max(0, ARGV[2] == 'to' and bytes or held + bytes)
if ARGV[2] == 'by' and bytes >= 0 and most > 0 and (total + bytes > most or (bytes == 0 and total >= most)) then
  return { 0, total }
end
total = math.max(0, total + new - held)
if new == 0 then redis.call('HDEL', KEYS[1], ARGV[1]) else redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', new)) end
local before = redis.call('HGET', KEYS[1], 'total')
if redis.call('HLEN', KEYS[1]) - (before and 1 or 0) == 0 then total = 0 end
redis.call('HSET', KEYS[1], 'total', string.format('%d', total))
if KEYS[3] then redis.call('INCRBY', KEYS[3], string.format('%d', total - tonumber(before or '0'))) end
if bytes ~= 0 then redis.call('ZADD', KEYS[2], 'LT', string.format('%d', unix_ms() + tonumber(ARGV[6])), ARGV[5]) end
return { 1, total }
