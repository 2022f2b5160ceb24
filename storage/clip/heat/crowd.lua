-- clip/heat/crowd: who has marked a moment in the last ten seconds. Takes `header`.
-- include clip/access
local CROWD_MS, crowd = 10000, header .. ':crowd'
local function join_crowd(who)
  redis.call('ZADD', crowd, string.format('%d', now), who)
  redis.call('ZREMRANGEBYSCORE', crowd, '-inf', string.format('(%d', now - CROWD_MS))
  redis.call('PEXPIRE', crowd, CROWD_MS)
end

local function crowd_size()
  return redis.call('ZCOUNT', crowd, string.format('%d', now - CROWD_MS), '+inf')
end
