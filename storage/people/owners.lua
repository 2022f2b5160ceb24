-- people/owners: who owns a session when one of its owners is none any more (PE14). Takes `header`.
-- include people/common
-- Who has had a role for longest, of all but `user`; of all but the caller when they leave.
local function longest(role, user, leaves)
  local eldest, since
  local stored = redis.call('HGETALL', members)
  for i = 1, #stored, 2 do
    local id, at = stored[i], tonumber(string.match(stored[i + 1], '"since":(%d+)')) or 0
    local counts = string.match(stored[i + 1], '^%S+') == role and id ~= user and not (leaves and has(ids, id))
    if counts and (not eldest or at < since or at == since and id < eldest) then eldest, since = id, at end
  end
  return eldest
end

-- Who owns the session without `user`, and whether they are an owner only from then on: who leaves as the last owner
-- leaves it to the co-owner of longest standing (PE14). nil when there is nobody.
local function heir(user, leaves)
  for _, owner in ipairs(header_owners()) do
    if owner ~= user and not (leaves and has(ids, owner)) then return owner, false end
  end
  local other = longest('owner', user, leaves) -- never of a kind that has its owners in the header
  if other then return other, false end
  local co_owner = leaves and longest('co-owner', user, leaves)
  if co_owner then return co_owner, true end
end

-- Hands the session over from an owner who is none any more. One that names a single owner in its header is paid for by
-- them.
local function hand_over(from, to, is_new)
  if is_new then
    local about = string.match(redis.call('HGET', members, to), '^%S+ (.*)$')
    if own.has_owners then
      local owners = listed('owners')
      owners[#owners + 1] = to
      keep_list('owners', owners)
      if not string.find(about, '"listed":true', 1, true) then redis.call('SADD', header .. ':unlisted', to) end
      redis.call('HDEL', members, to)
    else
      redis.call('HSET', members, to, 'owner ' .. about)
    end
  end
  if not own.has_owners and redis.call('HGET', header, 'owner') == from then
    redis.call('HSET', header, 'owner', to)
    if own.handed_over then own.handed_over() end
  end
  put_owners(kind)
end
