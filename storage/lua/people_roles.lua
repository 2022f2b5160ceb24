-- people_roles: giving a role and taking it away.
-- include people_shared
-- What is kept of a member. `consent`: they have accepted or asked, so the session stands in their list; it is the name, as
-- JSON, of who invited them. Another role leaves that as it is.
local function about_member(user, name, consent)
  local stored = redis.call('HGET', members, user)
  local was = stored and cjson.decode(string.match(stored, '^%S+ (.*)$')) or {}
  local owns = kind == 'clip' and role_of(user) == 'owner' and redis.call('SISMEMBER', header .. ':unlisted', user) == 0
  if not consent and owns then consent = 'null' end
  if not consent and was.listed then consent = text_or_null(was.by_name) end
  return table.concat({ '{"name":', name, ',"since":', string.format('%d', now),
    consent and ',"listed":true,"by_name":' .. consent or '', '}' })
end

-- Gives a user a role, `banned` or none (''). Refuses conflict, too_large; the caller of this has asked whether it may be.
-- `consent` as in about_member.
local function set_role(user, role, name, most, consent)
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

  local about = about_member(user, name, consent)
  redis.call('HDEL', requests, user)
  if role == 'banned' or consent then redis.call('HDEL', invited, user) end
  local owners, is_shared = listed('owners'), false
  if kind == 'clip' then
    local place = place_in(owners, user)
    if place then table.remove(owners, place) end
    if role == 'owner' then owners[#owners + 1] = user end
    -- Owners of a stream are no members: those who were not asked are noted here.
    if role == 'owner' and not string.find(about, '"listed":true', 1, true) then redis.call('SADD', header .. ':unlisted', user)
    else redis.call('SREM', header .. ':unlisted', user) end
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
    redis.call('HSET', members, user, role .. ' ' .. about)
  end
  if redis.call('EXISTS', members) == 1 then redis.call('HSET', header, 'people', 1) else redis.call('HDEL', header, 'people') end
  change_row(now)
  if is_shared then emit('events', 'session_updated', '{"session":' .. session_json() .. '}') end
  for i, feed in ipairs(FEEDS[kind]) do
    -- Viewers of a stream are not told who else takes part.
    local told = i == 1 and table.concat({ '{"user_id":', quoted(user), ',"role":',
      role == '' and 'null' or '"' .. role .. '"', '}' }) or '{"user_id":null,"role":null}'
    emit(feed, 'member_changed', told, 'u' .. user)
  end
end
