-- people/invitation_make: an invitation to take part with a role, of which only the digest is kept.
-- `uses` is '0' for any number, `lasts` the ms it works for or '' for no end; `note` and `by_name`, the caller's, are
-- JSON; `most` invitations. The rest as in tail and people/common.
-- Refuses session_not_found, forbidden, invalid_payload for a role that the kind does not have, too_large. Publishes
-- `people_changed`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, digest, id, role, uses, lasts, note, by_name, most = unpack(ARGV)
-- include people/invitations
local refused = refuse_unless(kind, 'people')
if refused then return refused end
refused = refuse_role(role)
if refused then return refused end
if role == 'owner' and my_level() < OWNER then return refuse('forbidden', "Only the session's owner can do this") end
local over, standing = {}, 0
local kept = redis.call('HGETALL', invitations)
for i = 1, #kept, 2 do
  if is_void(cjson.decode(kept[i + 1])) then over[#over + 1] = kept[i] else standing = standing + 1 end
end
if standing >= tonumber(most) then
  return refuse('too_large', most .. ' invitations is the limit: revoke one first', 'limit', most)
end
if #over > 0 then redis.call('HDEL', invitations, unpack(over)) end
local ends = lasts == '' and 'null' or string.format('%d', now + lasts)
redis.call('HSET', invitations, digest, table.concat({ '{"id":"', id, '","role":"', role, '","uses":', uses,
  ',"used":0,"ends_at":', ends, ',"note":', note, ',"by":', quoted(me), ',"by_name":', by_name, '}' }))
emit_people_changed()
return 1
