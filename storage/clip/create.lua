-- clip/create: a new clip session in `created` (C5).
-- `lead` is in seconds; `bytes` and `reserved` as in content; `address` is what it is made from, or '', kept for
-- `address_ms`.
-- `slow` to `breaks` are as clip/settings answers them.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be subscribed yet. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, owner, title, game, lead, new_epoch, bytes, reserved, address,
  address_ms, slow, shows_heat, link, around, breaks = unpack(ARGV)
-- include clip/common
-- include home/row
-- include session/parts/trace
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
local at = string.format('%d', now)
redis.call('HSET', header, 'kind', 'clip', 'owners', cjson.encode({ owner }), 'title', title, 'game', game,
  'lead', lead, 'epoch', new_epoch, 'status', 'created', 'created_at', at, 'updated_at', at, 'accessed_at', at,
  'segment', 0, 'clips', 0, 'bytes', bytes, 'reserved', reserved, 'payer', owner)
if slow ~= '' then redis.call('HSET', header, 'slow', slow) end
if shows_heat ~= '' then redis.call('HSET', header, 'shows_heat', shows_heat) end
if link ~= '' then redis.call('HSET', header, 'link', link) end
if around ~= '' then redis.call('HSET', header .. ':review', 'around', around) end
if breaks ~= '' then redis.call('HSET', header .. ':review', 'breaks', breaks) end
enter_indexes('clip', true)
trace_made(owner, address, tonumber(address_ms))
change_row(now)
return session_json()
