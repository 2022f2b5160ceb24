-- access: who may do what, at the instant of the change. auth/access.py says the same and explains it; a test holds the
-- two together.
-- ARGV[3] the caller, packed by auth/caller.py. Gives `by`, JSON for what is published, and `refuse_unless`.
local by, flag, telegram, ids, permissions, projects =
  string.match(ARGV[3], '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)$')
local NONE, READER, EDITOR, OWNER = 0, 1, 2, 3
local needed = { clip_read = READER, clip_submit = READER, clip_control = OWNER, jam_read = READER, jam_play = READER,
  jam_edit = EDITOR, jam_delete = EDITOR, jam_own = OWNER, voice_read = READER, voice_update = EDITOR, voice_own = OWNER }

local function has(list, word)
  return word and word ~= '' and string.find(list, '\t' .. word .. '\t', 1, true) ~= nil
end

-- Whether the caller is in a JSON array of user ids.
local function is_listed(json)
  for _, id in ipairs(cjson.decode(json)) do
    if has(ids, id) then return true end
  end
  return false
end

local function clip_level(need)
  if need == READER then return READER end -- everybody is one: the owners need not be looked at
  return is_listed(redis.call('HGET', header, 'owners')) and OWNER or READER
end

-- The level, and whether the jam is published.
local function jam_level()
  local f = redis.call('HMGET', header, 'public', 'owner', 'immutable')
  if flag == 'admin' or has(ids, f[2]) then return OWNER, f[3] end
  if f[1] == '0' then return NONE end
  return f[3] and READER or EDITOR, f[3]
end

-- V32, and V20 for what lies above reading.
local function voice_level()
  local reads_all = has(permissions, 'VOICEBOT_SESSIONS.READ_ALL')
  if not (reads_all or has(permissions, 'VOICEBOT_SESSIONS.READ_OWN')) then return NONE end
  local f = redis.call('HMGET', header, 'owner', 'chat_id', 'access_level', 'project', 'allowed_users')
  local is_own = has(ids, f[1]) or (telegram ~= '' and f[2] == telegram)
  if not (reads_all or is_own or (f[3] == 'public' and has(projects, f[4]))
    or (f[3] == 'restricted' and is_listed(f[5]))) then return NONE end
  if not has(permissions, 'VOICEBOT_SESSIONS.UPDATE') then return READER end
  return is_own and OWNER or EDITOR
end

local function level_in(kind, need)
  if flag == 'server' then return OWNER end
  if kind == 'jam' then return jam_level() end
  if kind == 'voice' then return voice_level() end
  return clip_level(need)
end

-- The refusal for an action that the caller may not do here, or for a session of another kind or none; nil when they may.
local function refuse_unless(kind, action)
  if redis.call('HGET', header, 'kind') ~= kind then return refuse('session_not_found') end
  local need = needed[kind .. '_' .. action]
  local level, is_published = level_in(kind, need)
  if level == NONE then
    return refuse('forbidden', kind == 'jam' and 'This session is private' or 'You have no access to this session')
  end
  if is_published and action == 'edit' then
    return refuse('forbidden', 'This session is published and cannot be edited. Remix it to go on')
  end
  if level >= need then return nil end
  if kind == 'clip' then return refuse('forbidden', 'Only the streamer can do this') end
  if kind == 'jam' or level >= EDITOR then return refuse('forbidden', "Only the session's owner can do this") end
  return refuse('forbidden', 'This needs the permission VOICEBOT_SESSIONS.UPDATE')
end
