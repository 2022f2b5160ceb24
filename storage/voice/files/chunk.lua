-- voice/files/chunk: a chunk of a file whose bytes are stored; in any order, any number of times.
-- The first arguments as in voice/common; `id` is the material's, `number`, `digest` and `size` the chunk's, `user_id`
-- whose it is, `most_bytes` a file may have, `most_uploads` a session at once, `life_ms` of one from its first chunk.
-- Refuses session_not_found, forbidden, also for somebody else's upload, conflict, too_large, storage_full.
-- Answers {1 new or 0 known, its bytes}.
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
if redis.call('EXISTS', recording_key(id)) == 1 then return refuse('conflict', 'A recording has this id') end
local upload, oldest = upload_key(id), now - tonumber(life_ms)
local maker, bytes, known = unpack(redis.call('HMGET', upload, 'by', 'bytes', number))
if maker and not has(ids, maker) then return refuse('forbidden', 'Somebody else sends this file') end
if known then
  if string.match(known, '^%x+') ~= digest then return refuse('conflict', 'Another body is stored under this number') end
  return { 0, tonumber(bytes) }
end
local total = tonumber(bytes or '0') + tonumber(size)
if total > tonumber(most_bytes) then return refuse('too_large', 'The file is too large', 'limit', tonumber(most_bytes)) end
if not maker and redis.call('ZCOUNT', uploads, oldest, '+inf') >= tonumber(most_uploads) then
  return refuse('conflict', 'This session takes no more files at once')
end
refused = refuse_to_add(ROW.chunk)
if refused then return refused end
if not maker then
  redis.call('ZREMRANGEBYSCORE', uploads, '-inf', '(' .. string.format('%d', oldest))
  redis.call('ZADD', uploads, now, id)
  redis.call('PEXPIRE', uploads, life_ms)
  redis.call('HSET', upload, 'by', user_id)
  redis.call('PEXPIRE', upload, life_ms)
end
redis.call('HSET', upload, 'bytes', total, number, digest .. ':' .. size)
return { 1, total }
