-- people/invitation_look: what an invitation is for. Looking uses nothing up, and needs no access to the session.
-- Takes the `digest` of an invitation, and what tail and people/common take.
-- Refuses session_not_found, forbidden for who was removed, ticket_spent. Publishes nothing. Answers {kind, title as JSON,
-- role, who invites as JSON, whether the caller has this role or a higher one}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, digest = unpack(ARGV)
-- include people/invitations
local found, refused = invitation(digest)
if refused then return refused end
local has_it = my_level() >= level_of_role(found.role) and role_of(me) ~= nil
return { kind, text_or_null(own.name()), found.role, text_or_null(found.by_name ~= cjson.null and found.by_name), has_it and 1 or 0 }
