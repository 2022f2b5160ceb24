-- admin/sessions/entries: how many entries the indexes of one kind have in a bucket, and its sums, at one moment (K28).
-- KEYS[1] the run id of the bucket; ARGV[1] the kind, ARGV[2..] the indexes.
-- Publishes nothing. Answers {bytes, ms of age, how many entries each index has…}.
local index = string.match(KEYS[1], '^rt:{b%d+}:') .. 'index:' .. ARGV[1] .. ':'
local sums = redis.call('HMGET', index .. 'totals', 'bytes', 'age')
local answer = { sums[1] or '0', sums[2] or '0' }
for i = 2, #ARGV do answer[#answer + 1] = redis.call('ZCARD', index .. ARGV[i]) end
return answer
