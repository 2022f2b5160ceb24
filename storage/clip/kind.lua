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

function clip.row()
  local title, game, status, segment = unpack(redis.call('HMGET', header, 'title', 'game', 'status', 'segment'))
  local since = status == 'active' and redis.call('HGET', header .. ':segments', segment .. ':start') or 'null'
  local seen = table.concat({ '{"game":', quoted(game), ',"live_since":', since, ',"taps":' })
  return quoted(title), '"' .. status .. '"', seen .. redis.call('HLEN', header .. ':clips') .. '}', seen .. 'null}'
end
