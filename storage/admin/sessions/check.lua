-- admin/sessions/check: which sessions of a bucket the indexes do not agree with; `admin/sessions/verify` looks at each
-- of them once more and repairs it (K28). One script for many sessions costs Redis an eighth of one script for each.
-- Behind the keys of tail come the headers of further sessions of the bucket. `room` is how much may be looked at,
-- `slack` how much an index by size or time may be behind by design. The rest as in tail.
-- Publishes nothing. Answers {how many sessions it has looked at, the ids of those that do not agree…}: one whose size
-- is in its header counts as one, another, whose content is measured, as `HEAVY`.
local header, run = unpack(KEYS)
local session_id, log_length, caller, room, slack = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
local HEAVY = 4
room, slack = tonumber(room), tonumber(slack)

local looked_at, by_kind = 0, {}
for _, key in ipairs(KEYS) do
  if room <= 0 then break end
  if key ~= run then
    local kind, created_at = unpack(redis.call('HMGET', key, 'kind', 'created_at'))
    local own = kinds[kind]
    looked_at, room = looked_at + 1, room - (own and own.is_exact and 1 or HEAVY)
    if own and created_at then
      by_kind[kind] = by_kind[kind] or { ids = {}, headers = {} }
      local of = by_kind[kind]
      of.ids[#of.ids + 1], of.headers[#of.headers + 1] = string.sub(key, -36), key
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

-- The same questions as in admin/sessions/verify. `at` are the session's numbers in the indexes.
local function is_right(kind, at)
  if not at.ids then return false end
  local created_at, updated_at, accessed_at, depth, remixed_from, names, owners = unpack(redis.call('HMGET', header,
    'created_at', 'updated_at', 'accessed_at', 'depth', 'remixed_from', 'indexed_names', 'indexed_owners'))
  local updated, is_exact = tonumber(updated_at or created_at), kinds[kind].is_exact
  if at.created ~= tonumber(created_at) or not at.updated or not at.accessed or not at.size then return false end
  if at.updated < updated - 1000 or is_exact and at.updated > updated + 1000 then return false end
  if accessed_at and at.accessed ~= tonumber(accessed_at) then return false end
  local size = kinds[kind].size()
  if math.abs(at.size - size) > (is_exact and 255 or math.max(slack, size / 4)) then return false end
  if at.remixes ~= redis.call('SCARD', header .. ':children') then return false end
  if at.depth ~= tonumber(depth or '0') or remixed_from and not depth then return false end
  return agrees(kind, 'names', { indexed_name(kind) }, names) and agrees(kind, 'owners', owners_of(), owners)
end

local answer = { looked_at }
for kind, of in pairs(by_kind) do
  local scores = {}
  for _, by in ipairs({ 'ids', unpack(NUMBERS) }) do
    scores[by] = redis.call('ZMSCORE', index_of(kind, by), unpack(of.ids))
  end
  for i, key in ipairs(of.headers) do
    header, session_id = key, of.ids[i]
    local at = {}
    for by, of_all in pairs(scores) do at[by] = of_all[i] and tonumber(of_all[i]) end
    if not is_right(kind, at) then answer[#answer + 1] = session_id end
  end
end
return answer
