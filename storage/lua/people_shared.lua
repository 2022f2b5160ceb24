-- people_shared: what the scripts for a session's people have in common, whatever its kind. sessions/people.py states the
-- rules. ARGV[4] the public URL of this installation.
-- include clip_access
-- include jam_access
-- include voice_shared
local kind = redis.call('HGET', header, 'kind')
local me = string.match(ids, '^\t([^\t]*)')
local requests, invitations = header .. ':requests', header .. ':invitations'
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

-- Tells whoever may see it that requests or invitations are others now.
local function emit_people_changed() emit(FEEDS[kind][1], 'people_changed', '{}') end

-- Whether an invitation works no more: its time or its uses are over, or who made it may not give its role any more.
local function is_void(one)
  if one.ends_at ~= cjson.null and one.ends_at <= now or one.uses > 0 and one.used >= one.uses then return true end
  local giver = role_of(one.by)
  return giver ~= 'owner' and (giver ~= 'co-owner' or one.role == 'owner')
end

-- The invitation with a digest, and the refusal without one that works.
local function invitation(digest)
  if not kind or not rules[kind] then return nil, refuse('session_not_found') end
  if role_of(me) == 'banned' then return nil, refuse('forbidden', rules[kind].no_access) end
  local stored = redis.call('HGET', invitations, digest)
  local found = stored and cjson.decode(stored)
  if not found or is_void(found) then return nil, refuse('ticket_spent', 'This invitation is no longer valid') end
  return found
end

-- Gives a user a role, `banned` or none (''). Refuses conflict, too_large; the caller of this has asked whether it may be.
local function set_role(user, role, name, most)
  local before = role_of(user)
  if before == 'owner' then
    local owners = listed('owners')
    if kind ~= 'clip' and redis.call('HGET', header, 'owner') == user then
      return refuse('conflict', 'Who made this session stays its owner')
    elseif kind == 'clip' and #owners < 2 then
      return refuse('conflict', 'A session keeps at least one owner')
    end
  end
  if role == 'owner' and kind == 'clip' and #listed('owners') >= 16 then return refuse('conflict', '16 owners is the limit') end
  if role ~= '' and redis.call('HEXISTS', members, user) == 0 and redis.call('HLEN', members) >= most then
    return refuse('too_large', most .. ' people is the limit', 'limit', most)
  end

  redis.call('HDEL', requests, user)
  local owners, is_shared = listed('owners'), false
  if kind == 'clip' then
    local place = place_in(owners, user)
    if place then table.remove(owners, place) end
    if role == 'owner' then owners[#owners + 1] = user end
    keep_list('owners', owners)
    put_owners(kind)
  elseif kind == 'voice' then
    local allowed = listed('allowed_users')
    local place = place_in(allowed, user)
    if place then
      table.remove(allowed, place)
      keep_list('allowed_users', allowed)
      is_shared = true
    end
  end
  if role == '' or (kind == 'clip' and role == 'owner') then
    redis.call('HDEL', members, user)
  else
    redis.call('HSET', members, user, table.concat({ role, ' {"name":', name, ',"since":', string.format('%d', now), '}' }))
  end
  if redis.call('EXISTS', members) == 1 then redis.call('HSET', header, 'people', 1) else redis.call('HDEL', header, 'people') end
  if is_shared then emit('events', 'session_updated', '{"session":' .. session_json() .. '}') end
  for i, feed in ipairs(FEEDS[kind]) do
    -- Viewers of a stream are not told who else takes part.
    local told = i == 1 and table.concat({ '{"user_id":', quoted(user), ',"role":',
      role == '' and 'null' or '"' .. role .. '"', '}' }) or '{"user_id":null,"role":null}'
    emit(feed, 'member_changed', told, 'u' .. user)
  end
end
