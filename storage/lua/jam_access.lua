-- jam_access: who may do what in a jam. handlers/jam/access.py has the same rules.
-- include tail
rules.jam = {
  needed = { read = READER, play = READER, edit = EDITOR, delete = EDITOR, own = OWNER },
  no_access = 'This session is private',
  level = function(_, action)
    local f = redis.call('HMGET', header, 'public', 'owner', 'immutable')
    local published = f[3] and action == 'edit' and 'This session is published and cannot be edited. Remix it to go on'
    if flag == 'admin' or has(ids, f[2]) then return OWNER, published end
    if f[1] == '0' then return NONE end
    return f[3] and READER or EDITOR, published
  end,
}
