-- admin/sessions/check: which sessions of a bucket the indexes do not agree with; `sessions_verify` looks at each of them once
-- more and repairs it (K28). One script for many sessions costs Redis an eighth of one script for each.
-- KEYS[1] header, KEYS[2] run id, KEYS[3..] the headers of further sessions of the bucket; ARGV[1..3] as in tail, ARGV[4]
-- how much may be looked at, ARGV[5] how much an index by size or time may be behind by design, ARGV[6..] the kinds.
-- Publishes nothing. Answers {how many sessions it has looked at, the ids of those that do not agree…}: a jam counts as
-- one, another session, whose content is measured, as `HEAVY`.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
local HEAVY = 4
local room, slack, ours = tonumber(ARGV[4]), tonumber(ARGV[5]), {}
for i = 6, #ARGV do ours[ARGV[i]] = true end

local looked_at, by_kind = 0, {}
for i, key in ipairs(KEYS) do
  if room <= 0 then break end
  if i ~= 2 then
    local f = redis.call('HMGET', key, 'kind', 'created_at', 'updated_at', 'accessed_at', 'depth', 'remixed_from',
      'indexed_names', 'indexed_owners', 'size')
    local kind = f[1]
    looked_at, room = looked_at + 1, room - (kind == 'jam' and 1 or HEAVY)
    if kind and f[2] and ours[kind] then
      by_kind[kind] = by_kind[kind] or { ids = {}, rows = {} }
      local of = by_kind[kind]
      of.ids[#of.ids + 1], of.rows[#of.rows + 1] = string.sub(key, -36), { key, f }
    end
  end
end

-- Whether the header says these texts, and the index has them.
local function agrees(kind, by, texts, said)
  local text = #texts == 0 and '' or '\t' .. table.concat(texts, '\t') .. '\t'
  if text ~= (said or '') then return false end
  for _, one in ipairs(texts) do
    if not redis.call('ZSCORE', index_of(kind, by), one .. '\t' .. session_id) then return false end
  end
  return true
end

-- The same questions as in sessions_verify. `f` are fields of the header, `at` the session's numbers in the indexes.
local function is_right(kind, f, at)
  if not at.ids then return false end
  local created, updated = tonumber(f[2]), tonumber(f[3] or f[2])
  if at.created ~= created or not at.updated or not at.accessed or not at.size then return false end
  if kind == 'jam' then
    if math.abs(at.updated - updated) > 1000 then return false end
  elseif at.updated < updated - 1000 then
    return false
  end
  if f[4] and at.accessed ~= tonumber(f[4]) then return false end
  local size = kind == 'jam' and tonumber(f[9] or '0') or measured(kind)
  if math.abs(at.size - size) > (kind == 'jam' and 255 or math.max(slack, size / 4)) then return false end
  if at.remixes ~= redis.call('SCARD', header .. ':children') then return false end
  if f[5] and (at.depth or 0) ~= tonumber(f[5]) or kind == 'jam' and f[6] and not f[5] then return false end
  return agrees(kind, 'names', { indexed_name(kind) }, f[7]) and agrees(kind, 'owners', owners_of(), f[8])
end

local answer = { looked_at }
for kind, of in pairs(by_kind) do
  local scores = {}
  for _, by in ipairs({ 'ids', unpack(NUMBERS) }) do
    scores[by] = redis.call('ZMSCORE', index_of(kind, by), unpack(of.ids))
  end
  for i, row in ipairs(of.rows) do
    header, session_id = row[1], of.ids[i]
    local at = {}
    for by, found in pairs(scores) do at[by] = found[i] and tonumber(found[i]) end
    if not is_right(kind, row[2], at) then answer[#answer + 1] = session_id end
  end
end
return answer
