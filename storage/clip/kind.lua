-- clip/kind: what shared scripts know of a clip session (session/parts/kinds.lua). Takes `header`.
-- include clip/access
-- include admin/indexes
-- include session/parts/json_text
local clip = kinds.clip
clip.row_pace = 1000 -- a crowd's taps
clip.feeds = { 'control', 'public' }
clip.roles, clip.links, clip.default_link = { 'owner', 'co-owner', 'viewer' }, { 'nobody', 'view', 'edit' }, 'edit'
clip.asked_role, clip.levels = 'viewer', { viewer = EDITOR } -- a viewer of a stream marks moments
clip.has_owners, clip.hides_people, clip.has_slow, clip.has_senders = true, true, true, true

-- How many taps are in each of 48 equal parts of the stream, as JSON. Counting by score costs the same for ten taps and
-- for 50,000: 0.1 ms.
local PARTS, PLACES_A_SEGMENT = 48, 10000000
local function heat()
  if redis.call('EXISTS', header .. ':order') == 0 then return 'null' end
  local starts, counts, whole = {}, {}, 0
  local count = tonumber(redis.call('HGET', header, 'segment'))
  for index = 1, count do
    local start, ended = unpack(redis.call('HMGET', header .. ':segments', index .. ':start', index .. ':end'))
    starts[index] = whole
    whole = whole + math.max(0, tonumber(ended or now) - tonumber(start)) / 1000
  end
  for part = 1, PARTS do counts[part] = 0 end
  for index = 1, count do
    local at, ends = starts[index], starts[index + 1] or whole
    local first = math.min(PARTS, math.floor(whole > 0 and at * PARTS / whole or 0) + 1)
    local last = math.max(first, math.min(PARTS, math.ceil(whole > 0 and ends * PARTS / whole or 0)))
    for part = first, last do
      local from, to = math.max(0, (part - 1) * whole / PARTS - at), part < last and part * whole / PARTS - at
      counts[part] = counts[part] + redis.call('ZCOUNT', header .. ':order', index * PLACES_A_SEGMENT + from,
        to and '(' .. index * PLACES_A_SEGMENT + to or '(' .. (index + 1) * PLACES_A_SEGMENT)
    end
  end
  return '[' .. table.concat(counts, ',') .. ']'
end

function clip.row()
  local title, game, status, segment = unpack(redis.call('HMGET', header, 'title', 'game', 'status', 'segment'))
  local since = status == 'active' and redis.call('HGET', header .. ':segments', segment .. ':start') or 'null'
  local seen = table.concat({ '{"game":', quoted(game), ',"live_since":', since, ',"heat":', heat(), ',"taps":' })
  return quoted(title), '"' .. status .. '"', seen .. redis.call('HLEN', header .. ':clips') .. '}', seen .. 'null}'
end
