-- voice/access: who may do what in a voice session. handlers/voice/access.py has the same rules.
-- Takes `caller`; gives `telegram`, the caller's Telegram id or ''.
-- include session/parts/tail
-- include session/parts/member_list
-- include people/members
local telegram, permissions, projects = string.match(caller, '^[^\n]*\n[^\n]*\n[^\n]*\n([^\n]*)\n([^\n]*)\n([^\n]*)')
rules.voice = {
  open_to_keys = true,
  fields = { 'owner', 'chat_id', 'access_level', 'project', 'allowed_users', 'link', 'people', 'live_listening' },
  needed = { read = READER, peers = READER, update = EDITOR, people = CO_OWNER, own = OWNER },
  too_low = 'This needs the permission VOICEBOT_SESSIONS.UPDATE, or the role of an editor',
  -- V32 for reading, V20 for everything else; then members and the link. Signals of peers set up live listening.
  level = function(_, action, owner, chat_id, access_level, project, allowed_users, link, people, live_listening)
    local off = action == 'peers' and live_listening == '0' and 'Live listening is switched off here' or nil
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
    if level == OWNER or ids == '\t' then return level, off end
    local role = member_role(people)
    if role == 'banned' then return reads_all and level or NONE, off end
    return math.max(level, role and role_level(role) or NONE, link == 'view' and READER or NONE), off
  end,
}
