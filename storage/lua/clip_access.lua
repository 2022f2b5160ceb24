-- clip_access: who may do what in a clip session. handlers/clip/access.py has the same rules.
-- include tail
rules.clip = {
  needed = { read = READER, submit = EDITOR, control = CO_OWNER, people = CO_OWNER, own = OWNER },
  too_low = 'You can watch this session, but not mark moments',
  not_owner = 'Only the streamer can do this',
  level = function(need)
    local f = redis.call('HMGET', header, 'link', 'people', 'owners')
    if need and need <= EDITOR and not f[1] and not f[2] then return EDITOR end -- as everybody
    if is_listed(f[3]) then return OWNER end
    local role = member_role(f[2])
    if role then return role == 'viewer' and EDITOR or ROLE_LEVELS[role] end
    return f[1] == 'nobody' and NONE or f[1] == 'view' and READER or EDITOR
  end,
}
