-- people/role: gives somebody a role, takes it away, keeps them out, or lets them leave.
-- `role` is a role, `banned` or '', `name` the user's and `by_name` the caller's as JSON, `others` the user's other ids
-- as in ids_of; the rest as in tail and people/common.
-- Refuses session_not_found, forbidden, invalid_payload for a role that the kind does not have, conflict for the last
-- owner, too_large. Publishes `member_changed`, which ends the user's subscriptions, unless nothing changed, and
-- another one for the co-owner who owns the session now that the last owner has left.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user, role, name, most_members, by_name, others = unpack(ARGV)
-- include people/aliases
local is_leaving = has(ids, user) and role == ''
local refused = refuse_unless(kind, is_leaving and 'read' or 'people')
if refused then return refused end
refused = role ~= '' and role ~= 'banned' and refuse_role(role)
if refused then return refused end
local function note(about, to, before, about_name)
  note_step('role', by_name, table.concat({ '"user_id":', quoted(about), ',"name":', about_name, ',"role":', role_json(to),
    ',"before":', role_json(before) }))
end
if is_leaving then
  -- The roles of all their ids go; an owner's first, because only that can be refused.
  local left = {}
  for id in string.gmatch(ids, '[^\t]+') do
    local had = role_of(id)
    if had and had ~= 'banned' then table.insert(left, had == 'owner' and 1 or #left + 1, id) end
  end
  for _, id in ipairs(left) do
    local refusal, next_owner = set_role(id, '', name, tonumber(most_members))
    if refusal then return refusal end
    if next_owner then note(next_owner, 'owner', 'co-owner', 'null') end
  end
  return 1
end
local all = ids_of(user, others)
local before = role_of_person(all)
if (before or '') == role then return 1 end
if (before == 'owner' or role == 'owner') and my_level() < OWNER then
  return refuse('forbidden', "Only the session's owner can do this")
end
refused = set_role_of_person(all, role, name, tonumber(most_members))
if refused then return refused end
note(user, role, before, name)
return 1
