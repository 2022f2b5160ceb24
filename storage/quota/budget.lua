-- quota/budget: takes an amount from a daily budget, or gives it back.
-- KEYS[1] hash of the used amounts; ARGV[1] the amount, negative to give back, ARGV[2] the day's budget.
-- Answers 1, or 0 when not enough is left; then nothing is taken. A day is a UTC day, by Redis's clock.
-- include session/parts/clock
local day = string.format('%d', math.floor(unix_ms() / 86400000))
local found = redis.call('HMGET', KEYS[1], 'day', 'spent')
local spent = found[1] == day and tonumber(found[2]) or 0
local amount = tonumber(ARGV[1])
if amount > 0 and spent + amount > tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'day', day, 'spent', string.format('%d', math.max(0, spent + amount)))
redis.call('PEXPIRE', KEYS[1], 2 * 86400000)
return 1
