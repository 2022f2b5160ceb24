-- quota/read: what a session's content takes and has reserved. `empty` is what a session takes without content, for
-- one that was imported, which is counted now.
-- Refuses session_not_found. Answers {bytes, reserved or -1, the user whose budget it is or '', who should pay now or
-- ''}.
local header = unpack(KEYS)
local empty = unpack(ARGV)
local kind, bytes, reserved, paid_by, owner, owners =
  unpack(redis.call('HMGET', header, 'kind', 'bytes', 'reserved', 'payer', 'owner', 'owners'))
if not kind then return { 'refused', 'session_not_found' } end
if not bytes then
  bytes = empty
  for _, part in ipairs({ 'state', 'checkpoints', 'samples', 'deleted_samples', 'clips', 'order', 'author', 'materials', 'deleted_materials', 'tasks' }) do
    bytes = bytes + (redis.call('MEMORY', 'USAGE', header .. ':' .. part) or 0)
  end
  redis.call('HSET', header, 'bytes', bytes)
end
local payers = owners and cjson.decode(owners) or { owner or '' }
local payer = unpack(payers) or ''
for _, one in ipairs(payers) do
  if one == paid_by then payer = one end
end
return { tonumber(bytes), tonumber(reserved or '-1'), paid_by or '', payer }
