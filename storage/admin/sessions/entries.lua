-- admin/sessions/entries: how many entries the indexes of one kind have in a bucket, and its sums, at one moment (K28).
-- `run` is the run id of the bucket; behind the kind come the indexes.
-- Publishes nothing. Answers {bytes, ms of age, how many entries each index has…}.
local run = unpack(KEYS)
local FIRST_INDEX = 2
local kind = unpack(ARGV, 1, FIRST_INDEX - 1)
local index = string.match(run, '^rt:{b%d+}:') .. 'index:' .. kind .. ':'
local bytes, age = unpack(redis.call('HMGET', index .. 'totals', 'bytes', 'age'))
local answer = { bytes or '0', age or '0' }
for i = FIRST_INDEX, #ARGV do answer[#answer + 1] = redis.call('ZCARD', index .. ARGV[i]) end
return answer
