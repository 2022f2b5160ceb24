-- people/invited_make: invites a user by their id; they find it on their home page.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] user, ARGV[6] role, ARGV[7] the user's and
-- ARGV[8] the caller's name as JSON, ARGV[9] ms it stands, ARGV[10] the most who are invited, ARGV[11] the user's
-- other ids as in ids_of.
-- Refuses session_not_found, forbidden, invalid_payload for a role that the kind does not have, conflict for who has that
-- role or was removed, rate_limited for who declined, too_large. Publishes `people_changed`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
-- include people/joined
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local user, role = ARGV[5], ARGV[6]
if not ROLES[kind][role] then return refuse('invalid_payload', 'This kind of session has no such role') end
if role == 'owner' and my_level() < OWNER then return refuse('forbidden', "Only the session's owner can do this") end
local all = ids_of(user, ARGV[11])
local before = role_of_person(all)
if before == 'banned' then return refuse('conflict', 'This person was removed') end
if before and level_of_role(before) >= level_of_role(role) then return refuse('conflict', 'This person has this role') end
-- A no counts under whichever id it was given.
local known
for _, id in ipairs(all) do
  local one = redis.call('HGET', invited, id)
  one = one and cjson.decode(one)
  if one and (not known or one.declined_at ~= cjson.null) then known = one end
end
-- A no stands as long as the invitation would have.
if known and known.declined_at ~= cjson.null and known.ends_at > now then
  return refuse('rate_limited', 'This person has declined', 'retry_after', math.ceil((known.ends_at - now) / 1000))
end
local over, standing = {}, 0
local kept = redis.call('HGETALL', invited)
for i = 1, #kept, 2 do
  if cjson.decode(kept[i + 1]).ends_at <= now then over[#over + 1] = kept[i] else standing = standing + 1 end
end
if not known and standing >= tonumber(ARGV[10]) then
  return refuse('too_large', ARGV[10] .. ' invited people is the limit', 'limit', ARGV[10])
end
if #over > 0 then redis.call('HDEL', invited, unpack(over)) end
redis.call('HSET', invited, user, offer(role, ARGV[7], ARGV[8], ARGV[9]))
emit_people_changed()
return 1
