-- admin/measure: how many bytes a session's content has. Long lists are estimated by 64 of their rows, so that this
-- takes the same time however long they are. Takes `header`.
-- include session/parts/kinds
local ROWS_MEASURED = 64

local function hash_bytes(key)
  local count = redis.call('HLEN', key)
  local rows = count <= ROWS_MEASURED and redis.call('HGETALL', key)
    or redis.call('HRANDFIELD', key, ROWS_MEASURED, 'WITHVALUES')
  local sum = 0
  for _, text in ipairs(rows) do sum = sum + #text end
  return count <= ROWS_MEASURED and sum or math.floor(sum / ROWS_MEASURED * count)
end

-- The bytes of some fields of the header, and of hashes beside it.
local function estimated(fields, hashes)
  local sum = 0
  for _, text in ipairs(redis.call('HMGET', header, unpack(fields))) do sum = sum + (text and #text or 0) end
  for _, name in ipairs(hashes) do sum = sum + hash_bytes(header .. name) end
  return sum
end
