-- people/invited_make: invites a user by their id; they find it on their home page.
-- `name` is the user's and `by_name` the caller's as JSON, `lasts` the ms it stands, `most` who are invited, `others`
-- the user's other ids as in ids_of. The rest as in tail and people/common.
-- Refuses session_not_found, forbidden, invalid_payload for a role that the kind does not have, conflict for who has
-- that role or was removed, rate_limited for who declined, too_large. Publishes `people_changed`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user, role, name, by_name, lasts, most, others = unpack(ARGV)
-- include people/invitations
-- include people/aliases
local refused = refuse_unless(kind, 'people')
if refused then return refused end
refused = refuse_role(role)
if refused then return refused end
if role == 'owner' and my_level() < OWNER then return refuse('forbidden', "Only the session's owner can do this") end
local all = ids_of(user, others)
local before = role_of_person(all)
if before == 'banned' then return refuse('conflict', 'This person was removed') end
if before and level_of_role(before) >= level_of_role(role) then return refuse('conflict', 'This person has this role') end
-- A no counts under whichever id it was given.
local known
for _, id in ipairs(all) do
  refused = refuse_declined(id)
  if refused then return refused end
  known = known or invited_as(id)
end
local over, standing = {}, 0
local kept = redis.call('HGETALL', invited)
for i = 1, #kept, 2 do
  if cjson.decode(kept[i + 1]).ends_at <= now then over[#over + 1] = kept[i] else standing = standing + 1 end
end
if not known and standing >= tonumber(most) then
  return refuse('too_large', most .. ' invited people is the limit', 'limit', most)
end
if #over > 0 then redis.call('HDEL', invited, unpack(over)) end
redis.call('HSET', invited, user, offer(role, name, by_name, lasts))
emit_people_changed()
return 1
