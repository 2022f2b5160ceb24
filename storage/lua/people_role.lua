-- people_role: gives somebody a role, takes it away, keeps them out, or lets them leave.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] user id, ARGV[6] role, `banned` or '',
-- ARGV[7] the user's name as JSON, ARGV[8] the most members, ARGV[9] the caller's name as JSON.
-- Refuses session_not_found, forbidden, invalid_payload for a role that the kind does not have, conflict for the last
-- owner, too_large. Publishes `member_changed`, which ends the user's subscriptions, unless nothing changed.
-- include people_roles
local user, role = ARGV[5], ARGV[6]
local is_leaving = has(ids, user) and role == ''
local refused = refuse_unless(kind, is_leaving and 'read' or 'people')
if refused then return refused end
if role ~= '' and role ~= 'banned' and not ROLES[kind][role] then
  return refuse('invalid_payload', 'This kind of session has no such role')
end
local before = role_of(user)
if (before or '') == role then return 1 end
if (before == 'owner' or role == 'owner') and not is_leaving and my_level() < OWNER then
  return refuse('forbidden', "Only the session's owner can do this")
end
refused = set_role(user, role, ARGV[7], tonumber(ARGV[8]))
if refused then return refused end
if not is_leaving then
  note_step('role', ARGV[9], table.concat({ '"user_id":', quoted(user), ',"name":', ARGV[7], ',"role":', role_json(role),
    ',"before":', role_json(before) }))
end
return 1
