-- people/invitation_use: takes part with the role of an invitation: use, ban and membership are one step.
-- `name` is the caller's as JSON. The rest as in tail and people/common.
-- Refuses session_not_found, forbidden for who was removed, ticket_spent, conflict past the most owners, too_large. Who
-- has the role or a higher one uses nothing up. Publishes `member_changed`. Answers {kind, when the session was made}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, digest, name, most_members = unpack(ARGV)
-- include people/invitations
-- include people/aliases
local offered, refused = invitation(digest)
if refused then return refused end
local answer = { kind, redis.call('HGET', header, 'created_at') }
local all = my_ids()
local before = role_of_person(all)
local role = before and level_of_role(before) >= level_of_role(offered.role) and before or offered.role
if role == before and has_consented(all) then return answer end
local inviter = text_or_null(offered.by_name ~= cjson.null and offered.by_name)
refused = set_role_of_person(all, role, name, tonumber(most_members), inviter)
if refused then return refused end
if role == before then return answer end -- only their consent is new
offered.used = offered.used + 1
if offered.uses > 0 and offered.used >= offered.uses then
  redis.call('HDEL', invitations, digest)
else
  redis.call('HSET', invitations, digest, cjson.encode(offered))
end
return answer
