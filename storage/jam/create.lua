-- jam/create: a new jam, empty, from a state, or as a copy (K6, K7, S10, S13).
-- KEYS[1] header, KEYS[2] run id;
-- ARGV[1..3] as in tail, ARGV[4] header fields and ARGV[5] state as JSON arrays of name and value in turn,
-- ARGV[6] the same of samples, ARGV[7] the state's size in bytes, ARGV[8] bytes and ARGV[9] reserved as in content,
-- ARGV[10] the owner or '', ARGV[11] the address that it is made from or '', ARGV[12] for how many ms that is kept.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be subscribed yet. Answers the time, Unix ms.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include admin/indexes
-- include home/row
-- include session/parts/trace
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
local at = int(now)
local kept = ARGV[7] == '0' and '0' or '-1' -- the first state is a version, unless it is empty
redis.call('HSET', header, 'kind', 'jam', 'created_at', at, 'updated_at', at, 'accessed_at', at, 'edited_seq', '0',
  'checkpoint_seq', kept, 'checkpoint_at', at, 'size', ARGV[7], 'indexed_at', at,
  'indexed_size', ARGV[7], 'bytes', ARGV[8], 'reserved', ARGV[9], unpack(cjson.decode(ARGV[4])))
for key, pairs_json in pairs({ [state] = ARGV[5], [samples] = ARGV[6] }) do
  local fields = cjson.decode(pairs_json)
  for first = 1, #fields, 1000 do -- unpack takes only a few thousand values
    redis.call('HSET', key, unpack(fields, first, math.min(first + 999, #fields)))
  end
end
enter_indexes('jam', true)
trace_made(ARGV[10], ARGV[11], tonumber(ARGV[12]))
change_row(now)
return at
