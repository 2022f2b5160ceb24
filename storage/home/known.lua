-- home/known: people who took part in this user's sessions lately, or whether one of them did.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] ms that count as lately, ARGV[5] a user, or '' for all.
-- Refuses session_not_found, forbidden. Answers {user, name as JSON…}, the latest first.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include home/shared
local refused = refuse_unless('home', 'read')
if refused then return refused end
local found, least = {}, now - tonumber(ARGV[4])
local function add(user) found[#found + 1], found[#found + 2] = user, redis.call('HGET', names, user) or 'null' end
if ARGV[5] ~= '' then
  local at = redis.call('ZSCORE', known, ARGV[5])
  if at and tonumber(at) >= least then add(ARGV[5]) end
  return found
end
for _, user in ipairs(redis.call('ZRANGE', known, '+inf', least, 'BYSCORE', 'REV')) do add(user) end
return found
