-- session/parts/log_bytes: counts the bytes above what is free. Part of `emit`. The log is trimmed in steps of an
-- eighth: the header has the numbers at which the last eight steps began. Takes `header`.
local function count_bytes(feed, seq, bytes, most)
  local step = most / 8
  local logged = redis.call('HINCRBY', header, 'logged:' .. feed, bytes)
  if math.floor(logged / step) == math.floor((logged - bytes) / step) then return end
  local steps = {}
  for began in string.gmatch(redis.call('HGET', header, 'log_steps:' .. feed) or '', '%d+') do steps[#steps + 1] = began end
  steps[#steps + 1] = string.format('%d', seq)
  if #steps > 8 then redis.call('XTRIM', header .. ':log:' .. feed, 'MINID', table.remove(steps, 1) .. '-0') end
  redis.call('HSET', header, 'log_steps:' .. feed, table.concat(steps, ','))
end
