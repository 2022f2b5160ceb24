-- admin/measure: what a session is called, and how many bytes its content has, without its files. Jams count their bytes in the
-- header with every edit. In other kinds long lists are estimated by 64 of their rows, so that this takes the same time
-- however long they are.
local ROWS_MEASURED = 64

local function hash_bytes(key)
  local count = redis.call('HLEN', key)
  local rows = count <= ROWS_MEASURED and redis.call('HGETALL', key)
    or redis.call('HRANDFIELD', key, ROWS_MEASURED, 'WITHVALUES')
  local sum = 0
  for _, text in ipairs(rows) do sum = sum + #text end
  return count <= ROWS_MEASURED and sum or math.floor(sum / ROWS_MEASURED * count)
end

local CONTENT = {
  clip = { ':segments', ':clips' },
  voice = { ':materials', ':deleted_materials', ':tasks' },
  listening = { ':entries', ':books', ':places', ':marks' },
}

local function measured(kind)
  if kind == 'jam' then return tonumber(redis.call('HGET', header, 'size') or '0') end
  local sum = 0
  for _, text in ipairs(redis.call('HMGET', header, 'title', 'game', 'name')) do sum = sum + (text and #text or 0) end
  for _, name in ipairs(CONTENT[kind]) do sum = sum + hash_bytes(header .. name) end
  if kind ~= 'voice' then return sum end
  local recordings, texts = redis.call('LRANGE', header .. ':recordings', 0, ROWS_MEASURED - 1), 0
  for _, id in ipairs(recordings) do
    local key = header .. ':recording:' .. id
    texts = texts + redis.call('HSTRLEN', key, 'transcript') + redis.call('HSTRLEN', key, 'peaks')
      + redis.call('HSTRLEN', key, 'summary')
  end
  if #recordings == 0 then return sum end
  return sum + math.floor(texts / #recordings * redis.call('LLEN', header .. ':recordings'))
end

local function shown_name(kind)
  if kind == 'jam' then
    local name = redis.call('HGET', header .. ':state', 'name')
    return name and cjson.decode(name) or ''
  end
  return redis.call('HGET', header, kind == 'clip' and 'title' or 'name') or ''
end
