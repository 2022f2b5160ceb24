-- quota/budget: takes an amount from a daily budget, or gives it back when it is negative.
-- Answers 1, or 0 when not enough is left; then nothing is taken. A day is a UTC day, by Redis's clock.
local used = unpack(KEYS)
local amount, most = unpack(ARGV)
-- include session/parts/clock
local day = string.format('%d', math.floor(unix_ms() / 86400000))
local known_day, known = unpack(redis.call('HMGET', used, 'day', 'spent'))
local spent = (known_day == day and known or 0) + amount
if tonumber(amount) > 0 and spent > tonumber(most) then return 0 end
redis.call('HSET', used, 'day', day, 'spent', string.format('%d', math.max(0, spent)))
redis.call('PEXPIRE', used, 2 * 86400000)
return 1
