-- people/shared: what the scripts for a session's people have in common, whatever its kind. sessions/base/people.py states the
-- rules. ARGV[4] the public URL of this installation.
local base_url = ARGV[4] -- for voice_shared
-- include clip/access
-- include jam/access
-- include voice/shared
-- include home/row
-- include people/steps
local kind = redis.call('HGET', header, 'kind')
local me = string.match(ids, '^\t([^\t]*)')
local requests, invitations, invited = header .. ':requests', header .. ':invitations', header .. ':invited'
-- The feeds of each kind; the first is heard by everybody who may see who takes part.
local FEEDS = { clip = { 'control', 'public' }, jam = { 'main' }, voice = { 'events' } }
local ROLES = {
  clip = { owner = true, ['co-owner'] = true, viewer = true },
  jam = { owner = true, ['co-owner'] = true, editor = true, viewer = true },
  voice = { owner = true, ['co-owner'] = true, editor = true, viewer = true },
}

-- The caller's level, and that of a role in this kind of session.
local function my_level() return (level_in(kind, CO_OWNER, 'people')) end
local function level_of_role(role)
  if kind == 'clip' and role == 'viewer' then return EDITOR end
  return role_level(role)
end

local function place_in(list, id)
  for i, one in ipairs(list) do
    if one == id then return i end
  end
end

-- Lists of ids that are kept as JSON in the header: the owners of a clip session, who a voice session is shared with.
local function listed(field)
  return cjson.decode(redis.call('HGET', header, field) or '[]')
end
local function keep_list(field, list)
  redis.call('HSET', header, field, #list == 0 and '[]' or cjson.encode(list))
end

-- A user's role, or `banned`; nil without one.
local function role_of(user)
  if redis.call('HGET', header, 'owner') == user or place_in(listed('owners'), user) then return 'owner' end
  local stored = redis.call('HGET', members, user)
  if stored then return string.match(stored, '^%S+') end
  local is_shared = kind == 'voice' and redis.call('HGET', header, 'access_level') == 'restricted'
  return is_shared and place_in(listed('allowed_users'), user) and 'viewer' or nil
end

-- What somebody may do who has the link and no role.
local function current_link()
  local f = redis.call('HMGET', header, 'link', 'public')
  if kind == 'jam' and f[2] == '0' then return 'nobody' end
  return f[1] or (kind == 'voice' and 'nobody' or 'edit')
end

local function role_json(role) return (not role or role == '') and 'null' or '"' .. role .. '"' end

-- Tells owners and co-owners that requests, invitations or steps have changed.
local function emit_people_changed()
  emit(FEEDS[kind][1], 'people_changed', '{}')
  change_row(now)
end
