-- jam/kind: what shared scripts know of a jam (session/parts/kinds.lua). Takes `header`.
-- include jam/access
-- include admin/indexes
local jam = kinds.jam
jam.row_pace = 10000 -- edits
jam.feeds = { 'main' }
jam.roles, jam.asked_role = { 'owner', 'co-owner', 'editor', 'viewer' }, 'editor'
jam.links, jam.default_link = { 'nobody', 'view', 'edit' }, 'edit'
jam.has_lock, jam.has_slow = true, true

function jam.row()
  local facts = '{"tracks":' .. (redis.call('HGET', header, 'tracks') or '0') .. '}'
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
