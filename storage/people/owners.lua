-- people/owners: who owns a session when one of its owners is none any more (PE14). Behind people_shared.
-- Who has had a role for longest, of all but `user`; of all but the caller when they leave.
local function longest(role, user, leaves)
  local found, since
  local stored = redis.call('HGETALL', members)
  for i = 1, #stored, 2 do
    local id, at = stored[i], tonumber(string.match(stored[i + 1], '"since":(%d+)')) or 0
    local counts = string.match(stored[i + 1], '^%S+') == role and id ~= user and not (leaves and has(ids, id))
    if counts and (not found or at < since or at == since and id < found) then found, since = id, at end
  end
  return found
end

-- Who owns the session without `user`, and whether they are an owner only from then on: who leaves as the last owner leaves
-- it to the co-owner of longest standing (PE14). nil when there is nobody.
local function heir(user, leaves)
  if kind == 'clip' then
    for _, owner in ipairs(listed('owners')) do
      if owner ~= user and not (leaves and has(ids, owner)) then return owner, false end
    end
  else
    local owner = redis.call('HGET', header, 'owner')
    if owner and owner ~= user and not (leaves and has(ids, owner)) then return owner, false end
    local other = longest('owner', user, leaves)
    if other then return other, false end
  end
  local co_owner = leaves and longest('co-owner', user, leaves)
  if co_owner then return co_owner, true end
end

-- Hands the session over from an owner who is none any more. A jam or voice session names one owner in its header, who pays
-- for it; its Telegram chat was the maker's, and would let them in.
local function hand_over(from, to, is_new)
  if is_new then
    local about = string.match(redis.call('HGET', members, to), '^%S+ (.*)$')
    if kind == 'clip' then
      local owners = listed('owners')
      owners[#owners + 1] = to
      keep_list('owners', owners)
      if not string.find(about, '"listed":true', 1, true) then redis.call('SADD', header .. ':unlisted', to) end
      redis.call('HDEL', members, to)
    else
      redis.call('HSET', members, to, 'owner ' .. about)
    end
  end
  if kind ~= 'clip' and redis.call('HGET', header, 'owner') == from then
    redis.call('HSET', header, 'owner', to)
    if kind == 'voice' then redis.call('HSET', header, 'chat_id', '') end
  end
  put_owners(kind)
end
