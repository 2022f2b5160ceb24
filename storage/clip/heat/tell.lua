-- clip/heat/tell: tells viewers how many people have marked a moment in the last ten seconds (CL20). A tap tells
-- it, and so do the reports of viewers, which see the crowd shrink. Only a session whose streamer allows it takes this part.
-- Takes `header` and `session_id`.
-- include clip/heat/crowd
-- Signals may be lost: a crowd that stays as it is is told again.
local HEAT_PAUSE_MS, HEAT_REPEAT_MS = 1000, 5000
local function tell_heat()
  local people = crowd_size()
  local known, at = string.match(redis.call('HGET', header, 'told_heat') or '0:0', '(%d+):(%d+)')
  local ago = math.abs(now - at) -- a clock that was set back must not stop the signals
  if ago < HEAT_PAUSE_MS or people == tonumber(known) and (people == 0 or ago < HEAT_REPEAT_MS) then return end
  redis.call('HSET', header, 'told_heat', string.format('%d:%d', people, now))
  redis.call('SPUBLISH', header .. ':feed:public', table.concat({ 's {"session_id":"', session_id,
    '","type":"heat","by":null,"data":{"people":', people, '}}' }))
end
