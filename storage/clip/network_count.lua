-- clip/network_count: the moments that count in the share of their network (OP30), by network in `marked` and by author
-- in `counted`. An author without a role keeps the field when it is 0. Takes `header`.
-- include clip/common
local counted = header .. ':counted'

local function count_moment(author, network)
  redis.call('HINCRBY', counted, author, 1)
  redis.call('HINCRBY', marked, network, 1)
end

-- A moment of this author was taken away (-1) or brought back (1).
local function recount_moment(author, change)
  local moments = tonumber(redis.call('HGET', counted, author) or '-1')
  if moments < 0 or moments + change < 0 then return end
  redis.call('HINCRBY', counted, author, change)
  redis.call('HINCRBY', marked, redis.call('HGET', networks, author), change)
end
