-- jam/kind: what shared scripts know of a jam (session/parts/kinds.lua). Takes `header`.
-- include jam/access
-- include admin/indexes
local jam = kinds.jam
jam.row_pace = 10000 -- edits
jam.feeds = { 'main' }
jam.roles, jam.asked_role = { 'owner', 'co-owner', 'editor', 'viewer' }, 'editor'
jam.links, jam.default_link = { 'nobody', 'view', 'edit' }, 'edit'
jam.has_lock, jam.has_slow = true, true

-- The first 16 steps of the first four tracks with a step, as JSON: of each the number of its color times 65,536, plus
-- 2 to the power of each step that is on.
local function pattern()
  local key, masks, tracks, shown = header .. ':state', {}, {}, {}
  for _, path in ipairs(redis.call('HKEYS', key)) do
    local track, step = string.match(path, '^tracks/([^/]+)/steps/(%d+)$')
    if track and tonumber(step) < 16 then
      if not masks[track] then
        tracks[#tracks + 1] = { id = track, order = redis.call('HGET', key, 'tracks/' .. track .. '/order') or '' }
      end
      masks[track] = (masks[track] or 0) + 2 ^ tonumber(step)
    end
  end
  table.sort(tracks, function(a, b) return a.order < b.order or (a.order == b.order and a.id < b.id) end)
  for place = 1, math.min(4, #tracks) do
    local id = tracks[place].id
    shown[place] = string.format('%d', (redis.call('HGET', key, 'tracks/' .. id .. '/color') or 0) * 65536 + masks[id])
  end
  return '[' .. table.concat(shown, ',') .. ']'
end

function jam.row()
  local facts = table.concat({ '{"tracks":', redis.call('HGET', header, 'tracks') or '0', ',"pattern":', pattern(), '}' })
  return redis.call('HGET', header .. ':state', 'name') or 'null',
    redis.call('HEXISTS', header, 'playing_at') == 1 and '"playing"' or '"stopped"', facts, facts
end

function jam.link() return redis.call('HGET', header, 'public') == '0' and 'nobody' or nil end

-- One that nobody may open keeps what its link lets people do when it is open again (D29).
function jam.set_link(link)
  redis.call('HSET', header, 'public', link == 'nobody' and '0' or '1')
  return link == 'nobody'
end

function jam.link_event(link)
  return 'visibility_changed', '{"isPublic":' .. tostring(link ~= 'nobody') .. ',"link":"' .. link .. '"}'
end
