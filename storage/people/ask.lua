-- people/ask: somebody who may only look asks for more, or takes that back.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] `ask` or `withdraw`, ARGV[6] their name as
-- JSON, ARGV[7] the most requests, ARGV[8] how long one stands, ms, ARGV[9] ms after which the same person may ask again.
-- Refuses session_not_found, forbidden, conflict when they may edit already, rate_limited, too_large. Publishes
-- `people_changed`, unless nothing changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/shared
local function withdraw()
  local gone = 0
  for id in string.gmatch(ids, '[^\t]+') do gone = gone + redis.call('HDEL', requests, id) end
  if gone > 0 then emit_people_changed() end
  return 1
end
local refused = refuse_unless(kind, 'read')
if refused then return refused end
if ARGV[5] == 'withdraw' then return withdraw() end
if (level_in(kind, CO_OWNER, 'ask')) >= EDITOR then return refuse('conflict', 'You can do this already') end
local kept = redis.call('HGETALL', requests)
local standing = 0
for i = 1, #kept, 2 do
  local is_over = tonumber(string.match(kept[i + 1], '^%d+')) + tonumber(ARGV[8]) <= now
  if is_over then kept[i + 1] = false else standing = standing + 1 end
  if has(ids, kept[i]) and not is_over then return 1 end
end
local asked = header .. ':asked:' .. me
local wait = redis.call('PTTL', asked)
if wait > 0 then return refuse('rate_limited', '', 'retry_after', math.ceil(wait / 1000)) end
if standing >= tonumber(ARGV[7]) then return refuse('too_large', 'Too many people ask at this moment') end

for i = 1, #kept, 2 do
  if not kept[i + 1] then redis.call('HDEL', requests, kept[i]) end
end
redis.call('HSET', requests, me, string.format('%d', now) .. ' ' .. ARGV[6])
redis.call('SET', asked, 1, 'PX', ARGV[9])
emit_people_changed()
return 1
