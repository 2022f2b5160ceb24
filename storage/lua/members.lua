-- members: the role of the caller among a session's members, who are kept in a hash beside the header: user id -> role, a
-- blank, and what is shown of them as JSON. sessions/people.py has the rules.
-- `people` is the header's field of that name, which only a session with members has: others cost no look at the hash.
local members = header .. ':members'

local function role_level(role)
  return ({ owner = OWNER, ['co-owner'] = CO_OWNER, editor = EDITOR, viewer = READER, banned = NONE })[role]
end

local function member_role(people)
  if not people then return nil end
  local stored = redis.call('HGET', members, string.match(ids, '^\t([^\t]*)'))
  return stored and string.match(stored, '^%S+')
end
