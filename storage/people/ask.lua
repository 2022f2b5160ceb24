-- people/ask: somebody who may only look asks for more, or takes that back.
-- `what` is `ask` or `withdraw`, `name` theirs as JSON, `most` of requests; a request stands `lasts` ms, and the same
-- person may ask again after `again` ms. The rest as in tail and people/common.
-- Refuses session_not_found, forbidden, conflict when they may edit already, rate_limited, too_large. Publishes
-- `people_changed`, unless nothing changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, what, name, most, lasts, again = unpack(ARGV)
-- include people/common
local function withdraw()
  local gone = 0
  for id in string.gmatch(ids, '[^\t]+') do gone = gone + redis.call('HDEL', requests, id) end
  if gone > 0 then emit_people_changed() end
  return 1
end
local refused = refuse_unless(kind, 'read')
if refused then return refused end
if what == 'withdraw' then return withdraw() end
if (level_in(kind, CO_OWNER, 'ask')) >= EDITOR then return refuse('conflict', 'You can do this already') end
local kept = redis.call('HGETALL', requests)
local standing = 0
for i = 1, #kept, 2 do
  local is_over = tonumber(string.match(kept[i + 1], '^%d+')) + tonumber(lasts) <= now
  if is_over then kept[i + 1] = false else standing = standing + 1 end
  if has(ids, kept[i]) and not is_over then return 1 end
end
local asked = header .. ':asked:' .. me
local wait = redis.call('PTTL', asked)
if wait > 0 then return refuse('rate_limited', '', 'retry_after', math.ceil(wait / 1000)) end
if standing >= tonumber(most) then return refuse('too_large', 'Too many people ask at this moment') end

for i = 1, #kept, 2 do
  if not kept[i + 1] then redis.call('HDEL', requests, kept[i]) end
end
redis.call('HSET', requests, me, string.format('%d', now) .. ' ' .. name)
redis.call('SET', asked, 1, 'PX', again)
emit_people_changed()
return 1
