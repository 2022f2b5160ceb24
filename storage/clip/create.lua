-- clip/create: a new clip session in `created` (C5).
-- `lead` is in seconds; `bytes` and `reserved` as in content; `address` is what it is made from, or '', kept for
-- `address_ms`.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be subscribed yet. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, owner, title, game, lead, new_epoch, bytes, reserved, address,
  address_ms = unpack(ARGV)
-- include clip/common
-- include home/row
-- include session/parts/trace
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
local at = string.format('%d', now)
redis.call('HSET', header, 'kind', 'clip', 'owners', cjson.encode({ owner }), 'title', title, 'game', game,
  'lead', lead, 'epoch', new_epoch, 'status', 'created', 'created_at', at, 'updated_at', at, 'accessed_at', at,
  'segment', 0, 'clips', 0, 'bytes', bytes, 'reserved', reserved, 'payer', owner)
enter_indexes('clip', true)
trace_made(owner, address, tonumber(address_ms))
change_row(now)
return session_json()
