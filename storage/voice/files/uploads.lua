-- voice/files/uploads: the files that are on their way in chunks: their ids by when they began, and for each a hash
-- `upload:<id>`, which ends by itself: `by`, `bytes`, and a chunk's number → `<digest>:<bytes>`. Takes `header`.
local uploads = header .. ':uploads'

local function upload_key(id)
  return header .. ':upload:' .. id
end

local function forget_upload(id)
  redis.call('ZREM', uploads, id)
  redis.call('UNLINK', upload_key(id))
end
