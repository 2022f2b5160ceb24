-- people/invitations: invitations by link and by name, in the slot of their session.
-- include people/common
-- Whether who made an invitation may not give its role any more.
local function has_no_giver(one)
  local giver = role_of(one.by)
  return giver ~= 'owner' and (giver ~= 'co-owner' or one.role == 'owner')
end

-- Whether an invitation works no more: its time or its uses are over, or nobody gives its role.
local function is_void(one)
  if one.ends_at ~= cjson.null and one.ends_at <= now or one.uses > 0 and one.used >= one.uses then return true end
  return has_no_giver(one)
end

-- An invitation of a user by their id.
local function offer(role, name, by_name, lasts)
  return table.concat({ '{"role":"', role, '","name":', name, ',"by":', quoted(me), ',"by_name":', by_name, ',"at":',
    string.format('%d', now), ',"ends_at":', string.format('%d', now + lasts), ',"declined_at":null}' })
end

-- Whether somebody who was invited by name has not answered yet, and may still.
local function stands(one)
  return one.ends_at > now and one.declined_at == cjson.null and not has_no_giver(one)
end

-- The last invitation of somebody by name; nil without one.
local function invited_as(user)
  local stored = redis.call('HGET', invited, user)
  return stored and cjson.decode(stored)
end

-- Whether somebody is invited by name, and may still answer.
local function is_invited(user)
  local one = invited_as(user)
  return one and stands(one)
end

-- A no stands as long as the invitation would have.
local function refuse_declined(user)
  local one = invited_as(user)
  return one and one.declined_at ~= cjson.null and one.ends_at > now and
    refuse('rate_limited', 'This person has declined', 'retry_after', math.ceil((one.ends_at - now) / 1000))
end

-- The invitation with a digest, and the refusal without one that works.
local function invitation(digest)
  if not kind then return nil, refuse('session_not_found') end
  for id in string.gmatch(ids, '[^\t]+') do
    if role_of(id) == 'banned' then return nil, refuse('forbidden', rules[kind].no_access) end
  end
  local stored = redis.call('HGET', invitations, digest)
  local one = stored and cjson.decode(stored)
  if not one or is_void(one) then return nil, refuse('ticket_spent', 'This invitation is no longer valid') end
  return one
end
