-- quota/share: what the files of one user take of their share of the media store.
-- `things` is a hash: bytes by thing and their sum as `total`; `owners` the bucket's index
-- of owners by the next reconciliation; `all` the sum of the bucket's owners, or nothing.
-- `mode` is `by` for a change or `to` for what was counted, `limit` the most bytes of all things or 0, `soon_ms` the ms
-- until the next reconciliation, `began` what was held when the count for `to` began.
-- Answers {1, total}, or {0, total} when so much is not left; then nothing is taken. A change of 0 is refused when
-- nothing is left. A thing that changed while it was counted keeps what it has.
local things, owners, all = unpack(KEYS)
local thing, mode, size, limit, owner, soon_ms, began = unpack(ARGV)
-- include session/parts/clock
local held = tonumber(redis.call('HGET', things, thing) or '0')
local total = tonumber(redis.call('HGET', things, 'total') or '0')
local bytes, most = tonumber(size), tonumber(limit)
if mode == 'to' and held ~= tonumber(began) then return { 1, total } end
local new = math.max(0, mode == 'to' and bytes or held + bytes)
if mode == 'by' and bytes >= 0 and most > 0 and (total + bytes > most or (bytes == 0 and total >= most)) then
  return { 0, total }
end
total = math.max(0, total + new - held)
if new == 0 then redis.call('HDEL', things, thing) else redis.call('HSET', things, thing, string.format('%d', new)) end
local before = redis.call('HGET', things, 'total')
if redis.call('HLEN', things) - (before and 1 or 0) == 0 then total = 0 end
redis.call('HSET', things, 'total', string.format('%d', total))
if all then redis.call('INCRBY', all, string.format('%d', total - (before or 0))) end
if bytes ~= 0 then redis.call('ZADD', owners, 'LT', string.format('%d', unix_ms() + soon_ms), owner) end
return { 1, total }
