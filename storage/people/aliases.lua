-- people/aliases: a role of a person with several ids, of identities that were joined. Takes `header`.
-- include people/roles
-- `others` are the ids of the person beside `user`, a tab before and behind each. A role is theirs under `user`, and
-- under the others they have none any more.
local function ids_of(user, others)
  local all = { user }
  for id in string.gmatch(others or '', '[^\t]+') do all[#all + 1] = id end
  return all
end

-- The caller with all their ids.
local function my_ids()
  local all = { me }
  for id in string.gmatch(ids, '[^\t]+') do
    if id ~= me then all[#all + 1] = id end
  end
  return all
end

-- A person's role as the scripts of their commands see it: who owns a session owns it, who was removed under one id is
-- out, else the highest counts.
local function role_of_person(all)
  local highest
  for _, id in ipairs(all) do
    local role = role_of(id)
    if role == 'owner' then return role end
    local is_higher = role and (not highest or highest ~= 'banned' and level_of_role(role) > level_of_role(highest))
    if is_higher or role == 'banned' then highest = role end
  end
  return highest
end

-- Whether they have accepted the session, or asked, under any of their ids.
local function has_consented(all)
  for _, id in ipairs(all) do
    if consent_of(id) then return true end
  end
  return false
end

-- Whether somebody else owns the session.
local function has_other_owner(all)
  local owners = listed('owners')
  owners[#owners + 1] = redis.call('HGET', header, 'owner') or nil
  local given = redis.call('HGETALL', members)
  for i = 1, #given, 2 do
    if string.match(given[i + 1], '^%S+') == 'owner' then owners[#owners + 1] = given[i] end
  end
  for _, owner in ipairs(owners) do
    if not place_in(all, owner) then return true end
  end
  return false
end

-- As set_role, for a person with all their ids; what can be refused is refused before the first write.
local function set_role_of_person(all, role, name, most, consent)
  local user = unpack(all)
  if #all == 1 then return set_role(user, role, name, most, consent) end
  if role_of_person(all) == 'owner' and role ~= 'owner' and not has_other_owner(all) then
    return refuse('conflict', 'A session keeps at least one owner')
  end
  -- The session stands in their list if it did under any of their ids.
  for _, id in ipairs(all) do consent = consent or consent_of(id) end
  local refused, next_owner = set_role(user, role, name, most, consent)
  if refused then return refused end
  for i = 2, #all do
    -- Another owner stays, so this is never refused.
    if role_of(all[i]) then set_role(all[i], '', name, most) end
  end
  return nil, next_owner
end
