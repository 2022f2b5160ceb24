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

-- The step that plays at `now`, at the state's tempo.
local function position(at, step)
  local tempo = tonumber(redis.call('HGET', state, 'tempo') or '120')
  return step + (now - at) / 1000 * tempo / 15 -- a step is a sixteenth: four of them a beat
end
