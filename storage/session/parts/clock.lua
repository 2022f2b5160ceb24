-- session/parts/clock: Redis's own time orders every change; the clocks of processes are not used.
local function unix_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
