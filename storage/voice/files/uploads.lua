-- voice/files/uploads: the files that are on their way in chunks, in one hash: `<material>` → `<ms of its first chunk>:<whose>`,
-- `<material>:<number>` → `<digest>:<bytes>`. Takes `header`.
local uploads = header .. ':uploads'

-- When it began and whose it is (nil when there is none), its bytes, and {number, digest, bytes} of each chunk.
local function upload_of(id)
  local begun = redis.call('HGET', uploads, id)
  local bytes, chunks = 0, {}
  if not begun then return nil, nil, bytes, chunks end
  local flat = redis.call('HGETALL', uploads)
  for i = 1, #flat, 2 do
    local of, number = string.match(flat[i], '^(.+):(%d+)$')
    if of == id then
      local digest, size = string.match(flat[i + 1], '^(%x+):(%d+)$')
      bytes = bytes + tonumber(size)
      chunks[#chunks + 1] = { tonumber(number), digest, tonumber(size) }
    end
  end
  local at, maker = string.match(begun, '^(%d+):(.*)$')
  return tonumber(at), maker, bytes, chunks
end

local function forget_upload(id)
  local gone = { id }
  for _, field in ipairs(redis.call('HKEYS', uploads)) do
    if string.match(field, '^(.+):%d+$') == id then gone[#gone + 1] = field end
  end
  redis.call('HDEL', uploads, unpack(gone))
end

-- Forgets those that began before then. Answers how many there are still.
local function forget_uploads_before(then_)
  local held = 0
  for _, field in ipairs(redis.call('HKEYS', uploads)) do
    if not string.find(field, ':', 1, true) then
      local at = string.match(redis.call('HGET', uploads, field), '^(%d+):')
      if tonumber(at) < then_ then forget_upload(field) else held = held + 1 end
    end
  end
  return held
end
