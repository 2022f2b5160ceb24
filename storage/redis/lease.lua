-- redis/lease: one process at a time does something.
-- `holder` is the key of who does; `process` asks to be it for `lease_ms`, and gives it up with 0. Answers 1 for who has it.
local holder = unpack(KEYS)
local process, lease_ms = unpack(ARGV)
local current = redis.call('GET', holder)
if current and current ~= process then return 0 end
if lease_ms == '0' then redis.call('DEL', holder) else redis.call('SET', holder, process, 'PX', lease_ms) end
return 1
