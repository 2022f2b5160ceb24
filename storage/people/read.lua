-- people/read: who takes part in a session, as the caller may see it.
-- Takes what tail and people/common take.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers {the kind, its roles, its links, the level of who
-- gets what they asked for, the caller's level, link, locked, whether the caller has asked, seconds of slow mode,
-- {owner…}, {user and member in turn}, {user and request in turn}, {invitation…}, {user it is shared with…}, {user and
-- invitation by name in turn}, {field and value of the last steps in turn}}. Members who are kept out, requests,
-- invitations and steps are for owners and co-owners.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include people/invitations
local refused = refuse_unless(kind, 'read')
if refused then return refused end
note_access(kind, true)
local level = my_level()
local decides = level >= CO_OWNER
local asks = 0
for id in string.gmatch(ids, '[^\t]+') do asks = math.max(asks, redis.call('HEXISTS', requests, id)) end
local owners, given, asked, open, shared, offered, done = {}, {}, {}, {}, {}, {}, {}
if decides or not own.hides_people then
  owners, given = header_owners(), redis.call('HGETALL', members)
end
if decides then
  asked, done = redis.call('HGETALL', requests), redis.call('HGETALL', steps)
  shared = own.shared_with and own.shared_with() or shared
  for _, stored in ipairs(redis.call('HVALS', invitations)) do
    if not is_void(cjson.decode(stored)) then table.insert(open, stored) end
  end
  local by_name = redis.call('HGETALL', invited)
  for i = 1, #by_name, 2 do
    if stands(cjson.decode(by_name[i + 1])) then
      table.insert(offered, by_name[i])
      table.insert(offered, by_name[i + 1])
    end
  end
end
return { kind, own.roles, own.links, role_level(own.asked_role), level, current_link(),
  redis.call('HEXISTS', header, 'locked'), asks, redis.call('HGET', header, 'slow') or '0', owners, given, asked, open,
  shared, offered, done }
