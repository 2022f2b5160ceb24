-- session/limit: whether one more action is allowed within a sliding window.
-- KEYS[1] list of the times of the last actions, newest first; ARGV[1] how many the window allows, ARGV[2] its length
-- in ms.
-- Answers 0 when it is allowed (and counted), otherwise the ms to wait.
-- include session/parts/clock
local now, most, window = unix_ms(), tonumber(ARGV[1]), tonumber(ARGV[2])
local oldest = redis.call('LINDEX', KEYS[1], most - 1)
if oldest and tonumber(oldest) + window > now then return tonumber(oldest) + window - now end
redis.call('LPUSH', KEYS[1], string.format('%d', now))
redis.call('LTRIM', KEYS[1], 0, most - 1)
redis.call('PEXPIRE', KEYS[1], window)
return 0
