-- admin/sessions/verify: compares what the indexes say of one session with the session itself, and repairs it (K28).
-- `chain` is the length of its chain of remixes when its header does not have it, or '', `slack` how much an index by
-- size or time may be behind by design. The rest as in tail.
-- Publishes nothing. Answers the names of what was wrong: `missing`, `lost` (an entry without a session), or an index.
local header, run = unpack(KEYS)
local session_id, log_length, caller, chain, slack = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
local wrong = {}
local kind, created, updated, accessed, depth = unpack(redis.call('HMGET', header, 'kind', 'created_at', 'updated_at',
  'accessed_at', 'depth'))
for other in pairs(kinds) do
  local count = 0
  for _, by in ipairs(NUMBERS) do count = count + (indexed(other, by) and 1 or 0) end
  if other ~= kind and (count > 0 or indexed(other, 'ids')) then
    leave_indexes(other)
    wrong[#wrong + 1] = 'lost'
  end
end
local own = kinds[kind]
if not own or not created then return wrong end -- no session, or what is left of one

if chain ~= '' and not depth then
  redis.call('HSET', header, 'depth', chain)
  depth = chain
end
if not indexed(kind, 'ids') then
  redis.call('HDEL', header, 'indexed_names', 'indexed_owners')
  enter_indexes(kind)
  wrong[#wrong + 1] = 'missing'
  return wrong
end

local function compare(by, value, at_most)
  local indexed_value = indexed(kind, by)
  if indexed_value and math.abs(indexed_value - value) <= (at_most or 0) then return end
  put_number(kind, by, value)
  wrong[#wrong + 1] = by
end

compare('created', tonumber(created))
updated = tonumber(updated or created)
-- This index is written when it is a second behind; those that are not exact count changes that their header does not
-- have.
if own.is_exact or (indexed(kind, 'updated') or 0) < updated then compare('updated', updated, 1000) end
compare('accessed', tonumber(accessed or indexed(kind, 'accessed') or updated))
local size = own.size()
compare('size', size, own.is_exact and 255 or math.max(tonumber(slack), size / 4))
compare('remixes', redis.call('SCARD', header .. ':children'))
compare('depth', tonumber(depth or '0'))

local function compare_texts(by, put)
  local before, is_whole = redis.call('HGET', header, 'indexed_' .. by) or '', true
  for one in string.gmatch(before, '[^\t]+') do
    if not redis.call('ZSCORE', index_of(kind, by), one .. '\t' .. session_id) then is_whole = false end
  end
  if not is_whole then redis.call('HDEL', header, 'indexed_' .. by) end
  put(kind)
  if before ~= redis.call('HGET', header, 'indexed_' .. by) or not is_whole then wrong[#wrong + 1] = by end
end
compare_texts('names', put_name)
compare_texts('owners', put_owners)
return wrong
