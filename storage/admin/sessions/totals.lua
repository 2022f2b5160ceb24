-- admin/sessions/totals: compares the sums of a bucket's indexes of one kind with the indexes, and repairs them (K28).
-- `run` is the run id of the bucket.
-- Publishes nothing. Answers {by how many bytes, by how many ms of age} the sums were wrong.
local run = unpack(KEYS)
local kind = unpack(ARGV)
local index = string.match(run, '^rt:{b%d+}:') .. 'index:' .. kind .. ':'
local function sum_of(by)
  local sum, rows = 0, redis.call('ZRANGE', index .. by, 0, -1, 'WITHSCORES')
  for i = 2, #rows, 2 do sum = sum + tonumber(rows[i]) end
  return sum
end
-- The sums of times alone would be more than a number holds exactly: differences from the first one are summed.
local function ages()
  local created, sum = {}, 0
  local rows = redis.call('ZRANGE', index .. 'created', 0, -1, 'WITHSCORES')
  for i = 1, #rows, 2 do created[rows[i]] = tonumber(rows[i + 1]) end
  rows = redis.call('ZRANGE', index .. 'accessed', 0, -1, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local began = created[rows[i]]
    if began then sum = sum + tonumber(rows[i + 1]) - began end
  end
  return sum
end
local function text(number) return string.format('%.0f', number) end
local kept_bytes, kept_age = unpack(redis.call('HMGET', index .. 'totals', 'bytes', 'age'))
local bytes, age = sum_of('size'), ages()
local off_bytes, off_age = text(bytes - tonumber(kept_bytes or '0')), text(age - tonumber(kept_age or '0'))
if off_bytes ~= '0' or off_age ~= '0' then redis.call('HSET', index .. 'totals', 'bytes', text(bytes), 'age', text(age)) end
return { off_bytes, off_age }
