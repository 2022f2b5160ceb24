-- people/members: the role of the caller among a session's members, who are kept in a hash beside the header: user id
-- -> role, a blank, and what is shown of them as JSON. sessions/base/people.py has the rules.
-- `people` is the header's field of that name, which only a session with members has: others cost no look at the hash.
-- Takes `header`.
-- include session/parts/tail
local members = header .. ':members'

local function role_level(role)
  return ({ owner = OWNER, ['co-owner'] = CO_OWNER, editor = EDITOR, viewer = READER, banned = NONE })[role]
end

local function member_role(people)
  if not people then return nil end
  -- One user may have several ids: `banned` counts if one of them is, otherwise the highest role.
  local highest
  for id in string.gmatch(ids, '[^\t]+') do
    local stored = redis.call('HGET', members, id)
    local role = stored and string.match(stored, '^%S+')
    if role == 'banned' then return role end
    if role and (not highest or role_level(role) > role_level(highest)) then highest = role end
  end
  return highest
end
