-- voice_access: who may do what in a voice session. handlers/voice/access.py has the same rules.
-- include tail
rules.voice = {
  needed = { read = READER, update = EDITOR, own = OWNER },
  too_low = 'This needs the permission VOICEBOT_SESSIONS.UPDATE',
  -- V32 for reading, V20 for everything else.
  level = function()
    local reads_all = has(permissions, 'VOICEBOT_SESSIONS.READ_ALL')
    if not (reads_all or has(permissions, 'VOICEBOT_SESSIONS.READ_OWN')) then return NONE end
    local f = redis.call('HMGET', header, 'owner', 'chat_id', 'access_level', 'project', 'allowed_users')
    local is_own = has(ids, f[1]) or (telegram ~= '' and f[2] == telegram)
    if not (reads_all or is_own or (f[3] == 'public' and has(projects, f[4]))
      or (f[3] == 'restricted' and is_listed(f[5]))) then return NONE end
    if not has(permissions, 'VOICEBOT_SESSIONS.UPDATE') then return READER end
    return is_own and OWNER or EDITOR
  end,
}
