-- voice/access: who may do what in a voice session. handlers/voice/access.py has the same rules.
-- Takes `caller`; gives `telegram`, the caller's Telegram id or ''.
-- include session/parts/tail
-- include session/parts/member_list
-- include people/members
local telegram, permissions, projects = string.match(caller, '^[^\n]*\n[^\n]*\n[^\n]*\n([^\n]*)\n([^\n]*)\n([^\n]*)')
rules.voice = {
  open_to_keys = true,
  fields = { 'owner', 'chat_id', 'access_level', 'project', 'allowed_users', 'link', 'people' },
  needed = { read = READER, update = EDITOR, people = CO_OWNER, own = OWNER },
  too_low = 'This needs the permission VOICEBOT_SESSIONS.UPDATE, or the role of an editor',
  -- V32 for reading, V20 for everything else; then members and the link.
  level = function(_, _, owner, chat_id, access_level, project, allowed_users, link, people)
    local reads_all = has(permissions, 'VOICEBOT_SESSIONS.READ_ALL')
    local level = NONE
    if reads_all or has(permissions, 'VOICEBOT_SESSIONS.READ_OWN') then
      local is_own = has(ids, owner) or (telegram ~= '' and chat_id == telegram)
      if reads_all or is_own or (access_level == 'public' and has(projects, project)) then
        level = not has(permissions, 'VOICEBOT_SESSIONS.UPDATE') and READER or is_own and OWNER or EDITOR
      elseif access_level == 'restricted' and is_listed(allowed_users) then
        level = READER
      end
    end
    if level == OWNER or ids == '\t' then return level end
    local role = member_role(people)
    if role == 'banned' then return reads_all and level or NONE end
    return math.max(level, role and role_level(role) or NONE, link == 'view' and READER or NONE)
  end,
}
