-- voice/search/push: a question to the worker that has the search index, or its answer.
-- `list` is where it waits, `message` what is said; at most `most` wait, the oldest go, and all after `keep_ms`.
-- Answers 1.
local list = unpack(KEYS)
local message, most, keep_ms = unpack(ARGV)
redis.call('RPUSH', list, message)
redis.call('LTRIM', list, -most, -1)
redis.call('PEXPIRE', list, keep_ms)
return 1
