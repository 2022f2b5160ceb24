-- session/limit: whether one more action is allowed within a sliding window of `window` ms, which allows `most`.
-- `times` is the list of the times of the last actions, newest first.
-- Answers 0 when it is allowed (and counted), otherwise the ms to wait.
local times = unpack(KEYS)
local most, window = unpack(ARGV)
-- include session/parts/clock
local now = unix_ms()
local oldest = redis.call('LINDEX', times, most - 1)
if oldest and oldest + window > now then return oldest + window - now end
redis.call('LPUSH', times, string.format('%d', now))
redis.call('LTRIM', times, 0, most - 1)
redis.call('PEXPIRE', times, window)
return 0
