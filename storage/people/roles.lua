-- people/roles: giving a role and taking it away. Takes `header`.
-- include people/common
-- include people/owners
-- include webhooks/note
-- What is kept of a member. `consent`: they have accepted or asked, so the session stands in their list; it is the
-- name, as JSON, of who invited them, nil without. Another role leaves that as it is.
local function known_of(user)
  local stored = redis.call('HGET', members, user)
  return stored and cjson.decode(string.match(stored, '^%S+ (.*)$'))
end

local function consent_of(user)
  local stored = known_of(user)
  local was = stored or {}
  local owns = not stored and place_in(header_owners(), user) and redis.call('SISMEMBER', header .. ':unlisted', user) == 0
  if owns then return 'null' end
  return was.listed and text_or_null(was.by_name) or nil
end

local function about_member(user, name, consent)
  consent = consent or consent_of(user)
  local was = known_of(user)
  if name == 'null' and was then name = text_or_null(was.name) end -- who gives a role without a name changes none
  return table.concat({ '{"name":', name, ',"since":', string.format('%d', now),
    consent and ',"listed":true,"by_name":' .. consent or '', '}' })
end

-- Tells everybody who may know that a user has another role. The processes of that user check again which feed they may
-- receive.
local function tell_role(user, role)
  for i, feed in ipairs(own.feeds) do
    -- Viewers of a stream are not told who else takes part.
    local told = i == 1 and table.concat({ '{"user_id":', quoted(user), ',"role":', role_json(role), '}' })
      or '{"user_id":null,"role":null}'
    emit(feed, 'member_changed', told, 'u' .. user)
  end
end

-- Gives a user a role, `banned` or none (''). Refuses conflict, too_large; the caller of this has asked whether it may
-- be. `consent` as in about_member. Answers nil and who became an owner by it, if somebody did.
local function set_role(user, role, name, most, consent)
  local before = role_of(user)
  local had_role = before and before ~= 'banned'
  local next_owner, is_new
  if before == 'owner' and role ~= 'owner' then
    next_owner, is_new = heir(user, role == '' and has(ids, user))
    if not next_owner then return refuse('conflict', 'A session keeps at least one owner') end
  end
  if role == 'owner' and own.has_owners and #listed('owners') >= 16 then return refuse('conflict', '16 owners is the limit') end
  if role ~= '' and redis.call('HEXISTS', members, user) == 0 and redis.call('HLEN', members) >= most then
    return refuse('too_large', most .. ' people is the limit', 'limit', most)
  end

  local about = about_member(user, name, consent)
  redis.call('HDEL', requests, user)
  if role == 'banned' or consent then redis.call('HDEL', invited, user) end
  if own.has_owners then
    local owners = listed('owners')
    local place = place_in(owners, user)
    if place then table.remove(owners, place) end
    if role == 'owner' then owners[#owners + 1] = user end
    -- Owners of a stream are no members: those who were not asked are noted here.
    if role == 'owner' and not string.find(about, '"listed":true', 1, true) then redis.call('SADD', header .. ':unlisted', user)
    else redis.call('SREM', header .. ':unlisted', user) end
    keep_list('owners', owners)
    put_owners(kind)
  end
  if role == '' or own.has_owners and role == 'owner' then
    redis.call('HDEL', members, user)
  else
    redis.call('HSET', members, user, role .. ' ' .. about)
  end
  if next_owner then hand_over(user, next_owner, is_new) end
  if redis.call('EXISTS', members) == 1 then redis.call('HSET', header, 'people', 1) else redis.call('HDEL', header, 'people') end
  change_row(now)
  if not had_role and role ~= '' and role ~= 'banned' then
    note_event(kind, 'member.joined', table.concat({ ',"user_id":', quoted(user), ',"role":"', role, '"' }))
  end
  if own.unshare then own.unshare(user) end
  tell_role(user, role)
  if is_new then tell_role(next_owner, 'owner') end
  return nil, is_new and next_owner
end
