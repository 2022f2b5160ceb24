-- voice/files/chunk: a chunk of a file whose bytes are stored; in any order, any number of times.
-- The first arguments as in voice/common; `id` is the material's, `number`, `digest` and `size` the chunk's, `user_id`
-- whose it is, `most_bytes` a file may have, `most_uploads` a session at once, `life_ms` of one from its first chunk.
-- Refuses session_not_found, forbidden, also for somebody else's upload, conflict, too_large, storage_full.
-- Answers {1 new or 0 known, bytes, {number, digest, bytes} of each chunk}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id, number, digest, size, user_id, most_bytes, most_uploads, life_ms =
  unpack(ARGV)
-- include voice/common
-- include voice/files/uploads
local refused = refuse_unless('voice', 'update')
if refused then return refused end
if redis.call('HEXISTS', header .. ':materials', id) == 1 or redis.call('HEXISTS', header .. ':deleted_materials', id) == 1 then
  return refuse('conflict', 'This file is attached already')
end
local at, maker, bytes, chunks = upload_of(id)
local oldest = now - tonumber(life_ms)
if at and at < oldest then maker, bytes, chunks = nil, 0, {} end
if maker and not has(ids, maker) then return refuse('forbidden', 'Somebody else sends this file') end
local known = maker and redis.call('HGET', uploads, id .. ':' .. number)
if known then
  if string.match(known, '^%x+') ~= digest then return refuse('conflict', 'Another body is stored under this number') end
  return { 0, bytes, chunks }
end
bytes = bytes + tonumber(size)
if bytes > tonumber(most_bytes) then return refuse('too_large', 'The file is too large', 'limit', tonumber(most_bytes)) end
refused = refuse_to_add(ROW.chunk)
if refused then return refused end
if not maker then
  if forget_uploads_before(oldest) >= tonumber(most_uploads) then
    return refuse('conflict', 'This session takes no more files at once')
  end
  redis.call('HSET', uploads, id, string.format('%d:%s', now, user_id))
end
redis.call('HSET', uploads, id .. ':' .. number, digest .. ':' .. size)
redis.call('PEXPIRE', uploads, life_ms)
chunks[#chunks + 1] = { tonumber(number), digest, tonumber(size) }
return { 1, bytes, chunks }
