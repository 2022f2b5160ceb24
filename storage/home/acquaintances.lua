-- home/acquaintances: people who took part in this user's sessions lately, or whether one of them did.
-- `within` are the ms that count as lately, `user` is '' for all. The rest as in tail.
-- Refuses session_not_found, forbidden. Answers {user, name as JSON…}, the latest first.
local header, run = unpack(KEYS)
local session_id, log_length, caller, within, user = unpack(ARGV)
-- include home/common
local refused = refuse_unless('home', 'read')
if refused then return refused end
local people, least = {}, now - tonumber(within)
local function add(one) people[#people + 1], people[#people + 2] = one, redis.call('HGET', names, one) or 'null' end
if user ~= '' then
  local at = redis.call('ZSCORE', known, user)
  if at and tonumber(at) >= least then add(user) end
  return people
end
for _, one in ipairs(redis.call('ZRANGE', known, '+inf', least, 'BYSCORE', 'REV')) do add(one) end
return people
