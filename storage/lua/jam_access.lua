-- jam_access: who may do what in a jam. handlers/jam/access.py has the same rules.
-- include tail
rules.jam = {
  needed = { read = READER, play = READER, edit = EDITOR, delete = EDITOR, people = CO_OWNER, own = OWNER },
  too_low = 'You can watch this session, but not change it',
  no_access = 'This session is private',
  level = function(_, action)
    local f = redis.call('HMGET', header, 'public', 'owner', 'immutable', 'link', 'locked', 'people')
    local anybody_edits = f[1] ~= '0' and f[4] ~= 'view' and not f[3]
    local reason = f[3] and action == 'edit' and 'This session is published and cannot be edited. Remix it to go on'
    if flag == 'admin' or has(ids, f[2]) then return OWNER, reason end
    local role = member_role(f[6])
    local level = role and ROLE_LEVELS[role] or f[1] == '0' and NONE or anybody_edits and EDITOR or READER
    if not reason and f[5] and action == 'edit' and level == EDITOR then reason = 'Editing is locked for now' end
    if action == 'delete' and not anybody_edits and level < OWNER then reason = "Only the session's owner can do this" end
    return level, reason
  end,
}
