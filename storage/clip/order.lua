-- clip/order: where to continue in a session's order of moments (C14).
-- include clip/common
-- The rank of the first member after one with this score, which may have been removed in the meantime. Members of one
-- score are in the order of their names: binary search, because many people may have tapped in the same second.
local function rank_after(score, member)
  local rank = redis.call('ZRANK', order, member)
  if rank then return rank + 1 end
  local first = redis.call('ZCOUNT', order, '-inf', '(' .. score)
  local last = first + redis.call('ZCOUNT', order, score, score)
  while first < last do
    local middle = math.floor((first + last) / 2)
    if redis.call('ZRANGE', order, middle, middle)[1] < member then first = middle + 1 else last = middle end
  end
  return first
end
