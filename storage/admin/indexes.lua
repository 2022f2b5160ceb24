-- admin/indexes: by what admins find and count all sessions (K25, K26): kept in the script of the change, in the
-- session's bucket. Names are `index:<kind>:<by>`:
--   created, updated, accessed, size, remixes, depth   ids by a number
--   ids, names, owners   in the order of text, score 0: the id; what follows comes before a tab and the id
--   totals   hash: `bytes`, the sum of the sizes; `age`, that of the ages at the last access; `made:<day>`, `remixed:<day>`
-- Takes `header` and `session_id`.
-- include session/parts/tail
-- include admin/measure
-- include {kind}/index
-- include admin/index_numbers
-- include session/parts/accesses
-- Writes texts, whose former ones stand in a field of the header, each between tabs.
local function put_texts(kind, by, texts)
  local text = #texts == 0 and '' or '\t' .. table.concat(texts, '\t') .. '\t'
  local before = redis.call('HGET', header, 'indexed_' .. by) or ''
  if before == text then return end
  for one in string.gmatch(before, '[^\t]+') do redis.call('ZREM', index_of(kind, by), one .. '\t' .. session_id) end
  for _, one in ipairs(texts) do redis.call('ZADD', index_of(kind, by), 0, one .. '\t' .. session_id) end
  redis.call('HSET', header, 'indexed_' .. by, text)
end

-- Small letters of Latin and Russian; sessions/admin/figures.py has the same.
local function folded(name)
  name = string.gsub(string.lower(name), '\208([\129\144-\175])', function(letter)
    local byte = string.byte(letter)
    if byte == 129 then return '\209\145' end
    return byte < 160 and '\208' .. string.char(byte + 32) or '\209' .. string.char(byte - 32)
  end)
  return (string.gsub(name, '[%c]', ' '))
end

local function indexed_name(kind)
  local name = kinds[kind].name()
  return name == '' and ' ' or folded(name)
end

local function owners_of()
  local owner, owners = unpack(redis.call('HMGET', header, 'owner', 'owners'))
  return owners and cjson.decode(owners) or { owner or nil }
end

local function put_name(kind) put_texts(kind, 'names', { indexed_name(kind) }) end
local function put_owners(kind) put_texts(kind, 'owners', owners_of()) end

-- Counts a session that was made just now; days that nobody is shown any more are forgotten.
local function count_made(kind, is_remix)
  local day = math.floor(now / 86400000)
  if add_total(kind, 'made:' .. day, 1) == 1 then
    for old = day - 70, day - 40 do redis.call('HDEL', index_of(kind, 'totals'), 'made:' .. old, 'remixed:' .. old) end
  end
  if is_remix then add_total(kind, 'remixed:' .. day, 1) end
end

-- Puts a session that is new, or back from the bin, into every index.
local function enter_indexes(kind, is_new)
  local created, updated, accessed, size, depth, remixed_from = unpack(redis.call('HMGET', header, 'created_at',
    'updated_at', 'accessed_at', 'size', 'depth', 'remixed_from'))
  put_number(kind, 'created', tonumber(created))
  put_number(kind, 'updated', tonumber(updated or created))
  put_number(kind, 'accessed', tonumber(accessed or updated or created))
  put_number(kind, 'size', tonumber(size or kinds[kind].size()))
  put_number(kind, 'remixes', redis.call('SCARD', header .. ':children'))
  put_number(kind, 'depth', tonumber(depth or '0'))
  redis.call('ZADD', index_of(kind, 'ids'), 0, session_id)
  put_name(kind)
  put_owners(kind)
  if is_new then count_made(kind, remixed_from) end
end

-- Takes a session out of every index, before its header goes.
local function leave_indexes(kind)
  add_total(kind, 'bytes', -(indexed(kind, 'size') or 0))
  local accessed, created = indexed(kind, 'accessed'), indexed(kind, 'created')
  if accessed and created then add_total(kind, 'age', created - accessed) end
  put_texts(kind, 'names', {})
  put_texts(kind, 'owners', {})
  for _, by in ipairs(NUMBERS) do redis.call('ZREM', index_of(kind, by), session_id) end
  redis.call('ZREM', index_of(kind, 'ids'), session_id)
end

-- After each event: it is a use (D18). The indexes of a kind that does not write them itself follow at most once a second.
on_change = function()
  local kind, indexed_at = unpack(redis.call('HMGET', header, 'kind', 'indexed_at'))
  if not kind then return end
  note_access(kind)
  if kinds[kind].is_exact or now - tonumber(indexed_at or '0') < 1000 then return end
  redis.call('HSET', header, 'indexed_at', whole_text(now))
  put_number(kind, 'updated', now)
  put_number(kind, 'size', kinds[kind].size())
end
