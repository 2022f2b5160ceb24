-- admin/sessions/verify: compares what the indexes say of one session with the session itself, and repairs it (K28).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the length of its chain of remixes when its header does
-- not have it, or '', ARGV[5] how much an index by size or time may be behind by design, ARGV[6..] the kinds.
-- Publishes nothing. Answers the names of what was wrong: `missing`, `lost` (an entry without a session), or an index.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
local wrong = {}
local f = redis.call('HMGET', header, 'kind', 'created_at', 'updated_at', 'accessed_at', 'depth', 'indexed_size')
local kind = f[1]
for i = 6, #ARGV do
  local other = ARGV[i]
  local count = 0
  for _, by in ipairs(NUMBERS) do count = count + (indexed(other, by) and 1 or 0) end
  if other ~= kind and (count > 0 or indexed(other, 'ids')) then
    leave_indexes(other)
    wrong[#wrong + 1] = 'lost'
  end
end
if not kind or not f[2] then return wrong end -- no session, or what is left of one
local is_ours = false
for i = 6, #ARGV do is_ours = is_ours or ARGV[i] == kind end
if not is_ours then return wrong end

if not indexed(kind, 'ids') then
  if ARGV[4] ~= '' and not f[5] then redis.call('HSET', header, 'depth', ARGV[4]) end
  redis.call('HDEL', header, 'indexed_names', 'indexed_owners')
  enter_indexes(kind)
  wrong[#wrong + 1] = 'missing'
  return wrong
end

local function compare(by, value, slack)
  local found = indexed(kind, by)
  if found and math.abs(found - value) <= (slack or 0) then return end
  if value == 0 and by == 'depth' and not found then return end
  put_number(kind, by, value)
  wrong[#wrong + 1] = by
end

local created = tonumber(f[2])
compare('created', created)
local updated = tonumber(f[3] or created)
-- Jams and others write this index when it is a second behind; others also count changes that their header does not have.
if kind == 'jam' or (indexed(kind, 'updated') or 0) < updated then compare('updated', updated, 1000) end
compare('accessed', tonumber(f[4] or indexed(kind, 'accessed') or updated))
local size = measured(kind)
compare('size', size, kind == 'jam' and 255 or math.max(tonumber(ARGV[5]), size / 4))
compare('remixes', redis.call('SCARD', header .. ':children'))
if not f[5] and ARGV[4] ~= '' then redis.call('HSET', header, 'depth', ARGV[4]) f[5] = ARGV[4] end
if f[5] then compare('depth', tonumber(f[5])) end

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
