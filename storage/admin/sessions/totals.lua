-- admin/sessions/totals: compares the sums of a bucket's indexes of one kind with the indexes, and repairs them (K28).
-- KEYS[1] the run id of the bucket; ARGV[1] the kind.
-- Publishes nothing. Answers {by how many bytes, by how many ms of age} the sums were wrong.
local index = string.match(KEYS[1], '^rt:{b%d+}:') .. 'index:' .. ARGV[1] .. ':'
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
local kept, found = redis.call('HMGET', index .. 'totals', 'bytes', 'age'), { sum_of('size'), ages() }
local off = {}
for i = 1, 2 do off[i] = text(found[i] - tonumber(kept[i] or '0')) end
if off[1] ~= '0' or off[2] ~= '0' then
  redis.call('HSET', index .. 'totals', 'bytes', text(found[1]), 'age', text(found[2]))
end
return off
