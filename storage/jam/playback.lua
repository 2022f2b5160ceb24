-- jam/playback: a jam's transport, which all its editors share. Takes `header`.
-- include jam/state
-- The step at the time `at` (Unix ms); nil while it is stopped.
local function playing()
  local at, step = unpack(redis.call('HMGET', header, 'playing_at', 'playing_step'))
  if at then return tonumber(at), tonumber(step) end
end

local function transport_json()
  local at, step = playing()
  if not at then return '{"playing":false}' end
  return table.concat({ '{"playing":true,"at":', int(at), ',"step":', string.format('%.6f', step), '}' })
end

-- A new tempo or swing begins with a step of the future, on which all can begin it: a page hears of it up to 155 ms later
-- and has scheduled its sounds 200 ms ahead. The transport, which was at `step` at the time `at`, goes on from there.
local CHANGE_LEAD_MS = 400
local function turn_on_a_step(at, step)
  local step_ms = 15000 / tonumber(redis.call('HGET', state, 'tempo') or '120') -- a sixteenth: four of them a beat
  local first = math.ceil(step + math.max(now + CHANGE_LEAD_MS - at, 0) / step_ms - 1e-6)
  redis.call('HSET', header, 'playing_at', int(math.floor(at + (first - step) * step_ms + 0.5)), 'playing_step', first)
end
