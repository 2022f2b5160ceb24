-- identity/join: one side of joining two identities. Each side is in its own bucket; the giver's comes first, and decides.
-- KEYS[1] the identity; ARGV[1] 'giver' or 'keeper', ARGV[2] the ids of the other side as a JSON array, its own first,
-- ARGV[3] the most aliases, then fields and values in turn that are set where they are missing.
-- Refuses conflict when the giver was joined to somebody else, or there are too many. Publishes nothing. Answers 1, or 0 when
-- it was so already.
local others = cjson.decode(ARGV[2])

local function give()
  local joined_to = redis.call('HGET', KEYS[1], 'joined_to')
  if joined_to and joined_to ~= others[1] then
    return { 'refused', 'conflict', 'This identity was joined with another one already' }
  end
  redis.call('HSET', KEYS[1], 'joined_to', others[1])
  redis.call('PERSIST', KEYS[1])
  return joined_to and 0 or 1
end

if ARGV[1] == 'giver' then return give() end
local aliases = cjson.decode(redis.call('HGET', KEYS[1], 'aliases') or '[]')
local known, added = {}, 0
for _, id in ipairs(aliases) do known[id] = true end
for _, id in ipairs(others) do
  if not known[id] then
    aliases[#aliases + 1] = id
    added = 1
  end
end
if added == 0 then return 0 end
if #aliases > tonumber(ARGV[3]) then
  return { 'refused', 'conflict', ARGV[3] .. ' joined identities is the limit' }
end
redis.call('HSET', KEYS[1], 'aliases', cjson.encode(aliases))
for i = 4, #ARGV, 2 do redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('PERSIST', KEYS[1])
return 1
