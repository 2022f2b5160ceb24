-- voice/search/revisions: the next voice sessions of a bucket, and what each one's revision is.
-- `run` is the run id of the bucket, `before` the last id before or '', `most` how many.
-- Answers {id, revision, …}.
local run = unpack(KEYS)
local before, most = unpack(ARGV)
local start = string.match(run, '^rt:{b%d+}:')
local answer = {}
local ids = redis.call('ZRANGE', start .. 'index:voice:ids', before == '' and '-' or '(' .. before, '+', 'BYLEX', 'LIMIT', 0, most)
for _, id in ipairs(ids) do
  local epoch, seq = unpack(redis.call('HMGET', start .. 'session:' .. id, 'epoch', 'seq:events'))
  answer[#answer + 1] = id
  answer[#answer + 1] = (epoch or '') .. '.' .. (seq or '0')
end
return answer
