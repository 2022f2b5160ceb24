-- quota/read: what a session's content takes and has reserved.
-- KEYS[1] header; ARGV[1] what a session takes without content, for one that was imported, which is counted now.
-- Refuses session_not_found. Answers {bytes, reserved or -1, the user whose budget it is or '', who should pay now or ''}.
local header = KEYS[1]
local f = redis.call('HMGET', header, 'kind', 'bytes', 'reserved', 'payer', 'owner', 'owners')
if not f[1] then return { 'refused', 'session_not_found' } end
if not f[2] then
  f[2] = tonumber(ARGV[1])
  for _, part in ipairs({ 'state', 'checkpoints', 'samples', 'deleted_samples', 'clips', 'order', 'author', 'materials', 'deleted_materials', 'tasks' }) do
    f[2] = f[2] + (redis.call('MEMORY', 'USAGE', header .. ':' .. part) or 0)
  end
  redis.call('HSET', header, 'bytes', f[2])
end
local owners = f[6] and cjson.decode(f[6]) or { f[5] or '' }
local payer = owners[1] or ''
for _, owner in ipairs(owners) do
  if owner == f[4] then payer = owner end
end
return { tonumber(f[2]), tonumber(f[3] or '-1'), f[4] or '', payer }
