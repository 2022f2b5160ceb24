-- voice/kind: what shared scripts know of a voice session (session/parts/kinds.lua). Takes `header` and `base_url`.
-- include voice/common
local voice = kinds.voice
voice.feeds = { 'events' }
voice.roles, voice.asked_role = { 'owner', 'co-owner', 'editor', 'viewer' }, 'editor'
voice.links, voice.default_link = { 'nobody', 'view' }, 'nobody'

function voice.row(at_latest)
  local name, status, lease, interrupted_at, recorder, recorder_name, project = unpack(redis.call('HMGET', header, 'name',
    'status', 'lease', 'interrupted_at', 'recorder', 'recorder_name', 'project'))
  local shown, interrupted = status_now(status, lease, interrupted_at)
  if LEASED[status] and lease and lease ~= '' then at_latest(tonumber(lease) + 1) end
  local facts = table.concat({ '{"project":', text_or_null(project), ',"interrupted":', tostring(interrupted ~= nil),
    ',"recorder_name":', recorder ~= '' and text_or_null(recorder_name) or 'null', '}' })
  return quoted(name), '"' .. shown .. '"', facts, facts
end

function voice.chat() return redis.call('HGET', header, 'chat_id') or '' end

-- The chat was the maker's, and would let them in.
function voice.handed_over() redis.call('HSET', header, 'chat_id', '') end

function voice.shared_with()
  local level, users = unpack(redis.call('HMGET', header, 'access_level', 'allowed_users'))
  return level == 'restricted' and cjson.decode(users) or {}
end

function voice.unshare(user)
  local users = cjson.decode(redis.call('HGET', header, 'allowed_users') or '[]')
  for i, one in ipairs(users) do
    if one == user then
      table.remove(users, i)
      redis.call('HSET', header, 'allowed_users', #users == 0 and '[]' or cjson.encode(users))
      return
    end
  end
end
