-- people/common: what the scripts for a session's people have in common, whatever its kind. sessions/base/people.py
-- states the rules. Takes `header` and `base_url`, the public URL of this installation.
-- include session/parts/tail
-- include {kind}/kind
-- include admin/indexes
-- include people/members
-- include session/parts/text_or_null
-- include home/row
-- include people/steps
local kind = redis.call('HGET', header, 'kind')
-- What its kind answers; nil for another kind than this script was loaded for.
local own = kinds[kind]
-- Without people there is no such session for these scripts.
if not (own and own.roles) then kind = nil end
local people_feed = kind and unpack(own.feeds)
local me = string.match(ids, '^\t([^\t]*)')
local requests, invitations, invited = header .. ':requests', header .. ':invitations', header .. ':invited'
-- The caller's level, and that of a role in this kind of session.
local function my_level() return (level_in(kind, CO_OWNER, 'people')) end
local function level_of_role(role)
  return own.levels and own.levels[role] or role_level(role)
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

-- Who owns it; further owners of one that has a single one in its header are members.
local function header_owners()
  return own.has_owners and listed('owners') or { redis.call('HGET', header, 'owner') or nil }
end

-- A user's role, or `banned`; nil without one.
local function role_of(user)
  if place_in(header_owners(), user) then return 'owner' end
  local stored = redis.call('HGET', members, user)
  if stored then return string.match(stored, '^%S+') end
  return own.shared_with and place_in(own.shared_with(), user) and 'viewer' or nil
end

-- What somebody may do who has the link and no role.
local function current_link()
  return own.link and own.link() or redis.call('HGET', header, 'link') or own.default_link
end

local function refuse_role(role)
  return not place_in(own.roles, role) and refuse('invalid_payload', 'This kind of session has no such role')
end

local function role_json(role) return (not role or role == '') and 'null' or '"' .. role .. '"' end

-- Tells owners and co-owners that requests, invitations or steps have changed.
local function emit_people_changed()
  emit(people_feed, 'people_changed', '{}')
  change_row(now)
end
