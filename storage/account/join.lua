-- account/join: one side of joining two identities. Each side is in its own bucket; the giver's comes first, and
-- decides. `side` is 'giver' or 'keeper', `others` the ids of the other side as a JSON array, its own first, `most` the
-- most aliases; fields and values in turn, which are set where they are missing, follow.
-- Refuses conflict when the giver was joined to somebody else, or there are too many; unauthorized for a deleted account. Publishes nothing. Answers 1, or
-- 0 when it was so already.
local identity = unpack(KEYS)
local FIRST_FIELD = 4
local side, others, most = unpack(ARGV, 1, FIRST_FIELD - 1)
-- include account/gone
if is_gone() then return gone() end
local ids = cjson.decode(others)
local its_own = unpack(ids)

local function give()
  local joined_to = redis.call('HGET', identity, 'joined_to')
  if joined_to and joined_to ~= its_own then
    return { 'refused', 'conflict', 'This identity was joined with another one already' }
  end
  redis.call('HSET', identity, 'joined_to', its_own)
  redis.call('PERSIST', identity)
  return joined_to and 0 or 1
end

if side == 'giver' then return give() end
local aliases = cjson.decode(redis.call('HGET', identity, 'aliases') or '[]')
local known, added = {}, 0
for _, id in ipairs(aliases) do known[id] = true end
for _, id in ipairs(ids) do
  if not known[id] then
    aliases[#aliases + 1] = id
    added = 1
  end
end
if added == 0 then return 0 end
if #aliases > tonumber(most) then
  return { 'refused', 'conflict', most .. ' joined identities is the limit' }
end
redis.call('HSET', identity, 'aliases', cjson.encode(aliases))
for i = FIRST_FIELD, #ARGV, 2 do redis.call('HSETNX', identity, ARGV[i], ARGV[i + 1]) end
redis.call('PERSIST', identity)
return 1
