-- clip/access: who may do what in a clip session. handlers/clip/access.py has the same rules.
-- include session/parts/tail
-- include session/parts/member_list
-- include people/members
rules.clip = {
  open_to_keys = true,
  fields = { 'link', 'people', 'owners' },
  needed = { read = READER, submit = EDITOR, control = CO_OWNER, people = CO_OWNER, own = OWNER },
  too_low = 'You can watch this session, but not mark moments',
  not_owner = 'Only the streamer can do this',
  level = function(need, _, link, people, owners)
    if need and need <= EDITOR and not link and not people then return EDITOR end -- as everybody
    if is_listed(owners) then return OWNER end
    local role = member_role(people)
    if role then return role == 'viewer' and EDITOR or role_level(role) end
    return link == 'nobody' and NONE or link == 'view' and READER or EDITOR
  end,
}
