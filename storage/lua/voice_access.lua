-- voice_access: who may do what in a voice session. handlers/voice/access.py has the same rules.
-- include tail
rules.voice = {
  needed = { read = READER, update = EDITOR, people = CO_OWNER, own = OWNER },
  too_low = 'This needs the permission VOICEBOT_SESSIONS.UPDATE',
  -- V32 for reading, V20 for everything else; then members and the link.
  level = function()
    local f = redis.call('HMGET', header, 'owner', 'chat_id', 'access_level', 'project', 'allowed_users', 'link', 'people')
    local reads_all = has(permissions, 'VOICEBOT_SESSIONS.READ_ALL')
    local level = NONE
    if reads_all or has(permissions, 'VOICEBOT_SESSIONS.READ_OWN') then
      local is_own = has(ids, f[1]) or (telegram ~= '' and f[2] == telegram)
      if reads_all or is_own or (f[3] == 'public' and has(projects, f[4])) or (f[3] == 'restricted' and is_listed(f[5])) then
        level = not has(permissions, 'VOICEBOT_SESSIONS.UPDATE') and READER or is_own and OWNER or EDITOR
      end
    end
    if level == OWNER or ids == '\t' then return level end
    local role = member_role(f[7])
    if role == 'banned' then return reads_all and level or NONE end
    return math.max(level, role and ROLE_LEVELS[role] or NONE, f[6] == 'view' and READER or NONE)
  end,
}
