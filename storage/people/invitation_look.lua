-- people/invitation_look: what an invitation is for. Looking uses nothing up, and needs no access to the session.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] digest.
-- Refuses session_not_found, forbidden for who was removed, ticket_spent. Publishes nothing. Answers {kind, title as JSON,
-- role, who invites as JSON, whether the caller has this role or a higher one}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
local found, refused = invitation(ARGV[5])
if refused then return refused end
local title = 'null'
if kind == 'jam' then title = redis.call('HGET', header .. ':state', 'name') or 'null'
else title = text_or_null(redis.call('HGET', header, kind == 'clip' and 'title' or 'name')) end
local has_it = my_level() >= level_of_role(found.role) and role_of(me) ~= nil
return { kind, title, found.role, text_or_null(found.by_name ~= cjson.null and found.by_name), has_it and 1 or 0 }
