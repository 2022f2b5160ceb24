-- poll/access: who may do what in a poll. handlers/poll/polls.py says the same.
-- include session/parts/tail
-- include people/members
rules.poll = {
  fields = { 'owner', 'link', 'people' },
  needed = { read = READER, vote = READER, close = CO_OWNER, people = CO_OWNER, own = OWNER },
  too_low = 'Only who runs a poll closes it',
  level = function(_, _, owner, link, people)
    if has(ids, owner) then return OWNER end
    local role = member_role(people)
    return role and role_level(role) or link == 'nobody' and NONE or READER
  end,
}
