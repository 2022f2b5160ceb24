-- clip/create: a new clip session in `created` (C5).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared,
-- ARGV[5] owner, ARGV[6] title, ARGV[7] game, ARGV[8] lead in seconds, ARGV[9] epoch, ARGV[10] bytes and ARGV[11]
-- reserved as in content, ARGV[12] the address that it is made from or '', ARGV[13] for how many ms that is kept.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be subscribed yet. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/shared
-- include home/row
-- include session/parts/trace
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
local at = string.format('%d', now)
redis.call('HSET', header, 'kind', 'clip', 'owners', cjson.encode({ ARGV[5] }), 'title', ARGV[6], 'game', ARGV[7],
  'lead', ARGV[8], 'epoch', ARGV[9], 'status', 'created', 'created_at', at, 'updated_at', at, 'accessed_at', at, 'segment', 0, 'clips', 0,
  'bytes', ARGV[10], 'reserved', ARGV[11], 'payer', ARGV[5])
enter_indexes('clip', true)
trace_made(ARGV[5], ARGV[12], tonumber(ARGV[13]))
change_row(now)
return session_json()
