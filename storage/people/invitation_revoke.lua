-- people/invitation_revoke: ends an invitation. Members who came by it keep their role.
-- Takes the invitation's `id`, and what tail and people/common take.
-- Refuses session_not_found, forbidden, not_found. Publishes `people_changed`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id = unpack(ARGV)
-- include people/common
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local kept, revoked = redis.call('HGETALL', invitations), nil
for i = 1, #kept, 2 do
  if cjson.decode(kept[i + 1]).id == id then revoked = kept[i] end
end
if not revoked then return refuse('not_found', 'There is no such invitation') end
redis.call('HDEL', invitations, revoked)
emit_people_changed()
return 1
