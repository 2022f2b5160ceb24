-- voice/search/hold: one worker has the search index and answers questions.
-- `holder` is the key of who does; `worker` asks to be it for `lease_ms`. Answers 1 or 0.
local holder = unpack(KEYS)
local worker, lease_ms = unpack(ARGV)
local current = redis.call('GET', holder)
if current and current ~= worker then return 0 end
redis.call('SET', holder, worker, 'PX', lease_ms)
return 1
