-- people/invitation_use: takes part with the role of an invitation: use, ban and membership are one step.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] digest, ARGV[6] the caller's name as
-- JSON, ARGV[7] the most members.
-- Refuses session_not_found, forbidden for who was removed, ticket_spent, conflict past the most owners, too_large. Who has the
-- role or a higher one uses nothing up. Publishes `member_changed`. Answers {kind, when the session was made}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
-- include people/joined
local found, refused = invitation(ARGV[5])
if refused then return refused end
local answer = { kind, redis.call('HGET', header, 'created_at') }
local all = my_ids()
local before = role_of_person(all)
if before and level_of_role(before) >= level_of_role(found.role) then return answer end
refused = set_role_of_person(all, found.role, ARGV[6], tonumber(ARGV[7]), text_or_null(found.by_name ~= cjson.null and found.by_name))
if refused then return refused end
found.used = found.used + 1
if found.uses > 0 and found.used >= found.uses then
  redis.call('HDEL', invitations, ARGV[5])
else
  redis.call('HSET', invitations, ARGV[5], cjson.encode(found))
end
return answer
