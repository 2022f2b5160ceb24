-- people/invitation_look: what an invitation is for. Looking uses nothing up, and needs no access to the session.
-- Takes the `digest` of an invitation, and what tail and people/common take.
-- Refuses session_not_found, forbidden for who was removed, ticket_spent. Publishes nothing. Answers {kind, title as
-- JSON, role, who invites as JSON, whether the caller has this role or a higher one}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, digest = unpack(ARGV)
-- include people/invitations
local offered, refused = invitation(digest)
if refused then return refused end
local has_it = my_level() >= level_of_role(offered.role) and role_of(me) ~= nil
local inviter = text_or_null(offered.by_name ~= cjson.null and offered.by_name)
return { kind, text_or_null(own.name()), offered.role, inviter, has_it and 1 or 0 }
