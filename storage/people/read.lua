-- people/read: who takes part in a session, as the caller may see it.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers {kind, the caller's level, link, locked, whether the caller
-- has asked, {owner…}, {user and member in turn}, {user and request in turn}, {invitation…}, shared with as JSON,
-- {user and invitation by name in turn}, seconds of slow mode, {field and value of the last steps in turn}}. Viewers of a
-- stream see nobody; members who are kept out, requests, invitations and steps are for owners and co-owners.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
local refused = refuse_unless(kind, 'read')
if refused then return refused end
local level = my_level()
local decides = level >= CO_OWNER
local owners = kind == 'clip' and listed('owners') or { redis.call('HGET', header, 'owner') or nil }
local asks = 0
for id in string.gmatch(ids, '[^\t]+') do asks = math.max(asks, redis.call('HEXISTS', requests, id)) end
local answer = { kind, level, current_link(), redis.call('HEXISTS', header, 'locked'), asks,
  {}, {}, {}, {}, '[]', {}, redis.call('HGET', header, 'slow') or '0', {} }
if kind == 'clip' and not decides then return answer end
answer[6] = owners
answer[7] = redis.call('HGETALL', members)
if not decides then return answer end
answer[8] = redis.call('HGETALL', requests)
for _, stored in ipairs(redis.call('HVALS', invitations)) do
  if not is_void(cjson.decode(stored)) then table.insert(answer[9], stored) end
end
local offered = redis.call('HGETALL', invited)
for i = 1, #offered, 2 do
  if stands(cjson.decode(offered[i + 1])) then
    table.insert(answer[11], offered[i])
    table.insert(answer[11], offered[i + 1])
  end
end
answer[13] = redis.call('HGETALL', steps)
if redis.call('HGET', header, 'access_level') == 'restricted' then answer[10] = redis.call('HGET', header, 'allowed_users') end
return answer
