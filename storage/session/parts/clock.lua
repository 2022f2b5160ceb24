-- session/parts/clock: Redis's own time orders every change; the clocks of processes are not used.
local function unix_ms()
  local seconds, micros = unpack(redis.call('TIME'))
  return seconds * 1000 + math.floor(micros / 1000)
end
