-- clip_order: where in a session's order of moments (C14) one goes on.
-- include clip_shared
-- The rank of the first member after one with this score, which may have been removed meanwhile.
local function rank_after(score, member)
  local rank = redis.call('ZRANK', order, member)
  if rank then return rank + 1 end
  local first = redis.call('ZCOUNT', order, '-inf', '(' .. score)
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', order, score, score)) do
    if other < member then first = first + 1 end
  end
  return first
end
