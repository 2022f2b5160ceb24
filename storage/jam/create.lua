-- jam/create: a new jam, empty, from a state, or as a copy (K6, K7, S10, S13).
-- The first arguments as in tail; `header_fields`, `state_fields` and `sample_fields` are JSON arrays of name and value
-- in turn, `size` is the state's in bytes, `bytes` and `reserved` as in content, `owner` is their id or '', `address`
-- where it is made from or '', and `keep_ms` for how long that is kept.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be subscribed yet. Answers the time, Unix ms.
local header, run = unpack(KEYS)
local session_id, log_length, caller, header_fields, state_fields, sample_fields, size, bytes, reserved, owner,
  address, keep_ms = unpack(ARGV)
-- include jam/common
-- include admin/indexes
-- include home/row
-- include webhooks/note
-- include session/parts/trace
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
local at = int(now)
local kept = size == '0' and '0' or '-1' -- the first state is a version, unless it is empty
redis.call('HSET', header, 'kind', 'jam', 'created_at', at, 'updated_at', at, 'accessed_at', at, 'edited_seq', '0',
  'checkpoint_seq', kept, 'checkpoint_at', at, 'size', size, 'indexed_at', at,
  'indexed_size', size, 'bytes', bytes, 'reserved', reserved, unpack(cjson.decode(header_fields)))
for key, pairs_json in pairs({ [state] = state_fields, [samples] = sample_fields }) do
  local fields = cjson.decode(pairs_json)
  for first = 1, #fields, 1000 do -- unpack takes only a few thousand values
    redis.call('HSET', key, unpack(fields, first, math.min(first + 999, #fields)))
  end
end
enter_indexes('jam', true)
trace_made(owner, address, tonumber(keep_ms))
change_row(now)
local source = redis.call('HGET', header, 'published_from')
if source then note_event('jam', 'jam.published', ',"published_from":' .. quoted(source)) end
return at
