-- jam/access: who may do what in a jam. handlers/jam/access.py has the same rules. Takes what tail takes.
-- include session/parts/tail
rules.jam = {
  open_to_keys = true,
  fields = { 'public', 'owner', 'immutable', 'link', 'locked', 'people' },
  needed = { read = READER, play = READER, peers = READER, edit = EDITOR, delete = EDITOR, people = CO_OWNER, own = OWNER },
  too_low = 'You can watch this session, but not change it',
  no_access = 'This session is private',
  level = function(need, action, public, owner, immutable, link, locked, people)
    local anybody_edits = public ~= '0' and link ~= 'view' and not immutable
    local is_theirs = action == 'delete' and (owner or not anybody_edits) -- D30
    if need and need <= EDITOR and anybody_edits and not locked and not people and not is_theirs then return EDITOR end -- as everybody
    local reason = immutable and action == 'edit' and 'This session is published and cannot be edited. Remix it to go on'
    if flag == 'admin' or has(ids, owner) then return OWNER, reason end
    -- include people/members
    local role = member_role(people)
    local level = role and role_level(role) or public == '0' and NONE or anybody_edits and EDITOR or READER
    if not reason and locked and level == EDITOR then
      if action == 'edit' then reason = 'Editing is locked for now' end
      if action == 'delete' then reason = "Editing is locked for now, so only the session's co-owners can delete it" end
    end
    if is_theirs and level < OWNER then reason = "Only the session's owner can delete it" end
    return level, reason
  end,
}
