-- admin/blocks: whom admins have blocked (AB3): a hash beside the header, id -> JSON, and `:block_ends`, ids by their
-- end. The header's field `blocks` is another text after every change, so that processes notice it. Takes `header`.
-- include admin/common
local blocks = header .. ':blocks'
local block_ends = header .. ':block_ends'

local function note_end(id, json)
  local ends = string.match(string.sub(json, -24), '"until":(%d+)}$') or '0'
  redis.call('ZADD', block_ends, ends == '0' and '+inf' or ends, id)
end

-- Those that have ended make room. The refusal when there are too many.
local function refuse_another_block(id, most)
  if redis.call('HEXISTS', blocks, id) == 1 or redis.call('HLEN', blocks) < most then return nil end
  local ended = redis.call('ZRANGEBYSCORE', block_ends, '-inf', string.format('%d', now), 'LIMIT', 0, 1000)
  if #ended == 0 then return refuse('too_large', most .. ' blocks is the limit', 'limit', most) end
  redis.call('HDEL', blocks, unpack(ended))
  redis.call('ZREM', block_ends, unpack(ended))
end

local function told_of_block(json, is_lifted)
  redis.call('HSET', header, 'blocks', string.format('%d', now) .. '-' .. redis.call('HINCRBY', header, 'seq:admin', 0))
  emit('admin', 'block_changed', '{"block":' .. json .. ',"is_lifted":' .. tostring(is_lifted) .. '}')
end

-- `block` is JSON without its times, `ms` how long it lasts, 0 for ever.
local function put_block(id, block, ms)
  local json = string.format('%s,"at":%d,"until":%d}', string.sub(block, 1, -2), now, ms == 0 and 0 or now + ms)
  redis.call('HSET', blocks, id, json)
  note_end(id, json)
  told_of_block(json, false)
  return json
end
