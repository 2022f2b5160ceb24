-- voice/kind: what shared scripts know of a voice session (session/parts/kinds.lua). Takes `header` and `base_url`.
-- include voice/row
local voice = kinds.voice
voice.feeds = { 'events' }
voice.roles, voice.asked_role = { 'owner', 'co-owner', 'editor', 'viewer' }, 'editor'
voice.links, voice.default_link = { 'nobody', 'view' }, 'nobody'

-- Of its recordings: the length of all in ms, and the waveform of the longest as 32 heights of 0 to 255, or null.
local BARS = 32
local function sound()
  local whole, most, longest = 0, 0, nil
  for _, id in ipairs(redis.call('LRANGE', recording_ids, 0, -1)) do
    local length, deleted_at = unpack(redis.call('HMGET', recording_key(id), 'duration_ms', 'deleted_at'))
    length = not deleted_at and tonumber(length or '0') or 0
    whole = whole + length
    if length > most then most, longest = length, id end
  end
  local peaks = longest and redis.call('HGET', recording_key(longest), 'peaks')
  if not peaks then return whole, 'null' end
  local all, bars = cjson.decode(peaks), {}
  for bar = 1, math.min(BARS, #all) do
    local height = 0
    for place = math.floor((bar - 1) * #all / BARS) + 1, math.max(math.floor(bar * #all / BARS), 1) do
      height = math.max(height, all[place] or 0)
    end
    bars[bar] = height
  end
  return whole, '[' .. table.concat(bars, ',') .. ']'
end

function voice.row(at_latest)
  local name, status, lease, interrupted_at, recorder, recorder_name, project = unpack(redis.call('HMGET', header, 'name',
    'status', 'lease', 'interrupted_at', 'recorder', 'recorder_name', 'project'))
  local shown, interrupted = status_now(status, lease, interrupted_at)
  if LEASED[status] and lease and lease ~= '' then at_latest(tonumber(lease) + 1) end
  local length, peaks = sound()
  local facts = table.concat({ '{"project":', text_or_null(project), ',"interrupted":', tostring(interrupted ~= nil),
    ',"recorder_name":', recorder ~= '' and text_or_null(recorder_name) or 'null', ',"duration_ms":',
    string.format('%d', length), ',"peaks":', peaks, ',"open_tasks":', open_tasks(), ',"speakers":', speaker_names(), '}' })
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
