-- home/row_facts: what a row says of a session. Part of row_take.
-- A crowd's taps and the edits of a jam note their change at most once in these ms, and the row is read once more after them.
local PACE = { clip = 1000, jam = 10000 }

-- include listening/row
local segments = header .. ':segments'

-- Nil when there is nothing to show.
local function row_facts(at_latest)
  local f = redis.call('HMGET', header, 'created_at', 'updated_at', 'row_at')
  if PACE[kind] and f[3] then at_latest(tonumber(f[3]) + PACE[kind]) end
  if kind == 'clip' then
    local g = redis.call('HMGET', header, 'title', 'game', 'status', 'segment')
    local since = g[3] == 'active' and redis.call('HGET', segments, g[4] .. ':start') or 'null'
    local seen = table.concat({ '{"game":', quoted(g[2]), ',"live_since":', since, ',"taps":' })
    return { quoted(g[1]), f[1], f[2], '"' .. g[3] .. '"', seen .. redis.call('HLEN', header .. ':clips') .. '}', seen .. 'null}' }
  elseif kind == 'jam' then
    local facts = '{"tracks":' .. (redis.call('HGET', header, 'tracks') or '0') .. '}'
    return { redis.call('HGET', header .. ':state', 'name') or 'null', f[1], f[2],
      redis.call('HEXISTS', header, 'playing_at') == 1 and '"playing"' or '"stopped"', facts, facts }
  elseif kind == 'listening' then
    return listening_facts(f[1], at_latest)
  end
  local g = redis.call('HMGET', header, 'name', 'status', 'lease', 'interrupted_at', 'recorder', 'recorder_name', 'project')
  local status, interrupted_at = status_now(g[2], g[3], g[4])
  if LEASED[g[2]] and g[3] and g[3] ~= '' then at_latest(tonumber(g[3]) + 1) end
  local facts = table.concat({ '{"project":', text_or_null(g[7]), ',"interrupted":', tostring(interrupted_at ~= nil),
    ',"recorder_name":', g[5] ~= '' and text_or_null(g[6]) or 'null', '}' })
  return { quoted(g[1]), f[1], f[2], '"' .. status .. '"', facts, facts }
end
