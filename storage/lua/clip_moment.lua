-- clip_moment: the taps of a moment, given by its place.
-- ARGV[5] its segment's index, ARGV[6] and ARGV[7] the offsets of its first and last tap in seconds.
-- include clip_shared
local place = table.concat({ '"segment_index":', ARGV[5], ',"first_seconds":', ARGV[6], ',"last_seconds":', ARGV[7] })

-- The members of the order that lie in the moment: their clips' ids stand behind a number and a colon.
local function members()
  local start = tonumber(ARGV[5]) * 10000000
  return redis.call('ZRANGEBYSCORE', order, start + tonumber(ARGV[6]), start + tonumber(ARGV[7]))
end

-- Calls `each` with every thousand of a list: unpack has a limit of some thousand values.
local function in_parts(list, each)
  for first = 1, #list, 1000 do each({ unpack(list, first, math.min(first + 999, #list)) }) end
end
