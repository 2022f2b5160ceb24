-- people/invitation_make: an invitation to take part with a role, of which only the digest is kept.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] digest, ARGV[6] id, ARGV[7] role, ARGV[8]
-- uses or '0' for any number, ARGV[9] ms it works for or '' for no end, ARGV[10] note and ARGV[11] the caller's name as
-- JSON, ARGV[12] the most invitations.
-- Refuses session_not_found, forbidden, invalid_payload for a role that the kind does not have, too_large. Publishes
-- `people_changed`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local role = ARGV[7]
if not ROLES[kind][role] then return refuse('invalid_payload', 'This kind of session has no such role') end
if role == 'owner' and my_level() < OWNER then return refuse('forbidden', "Only the session's owner can do this") end
local over, standing = {}, 0
local kept = redis.call('HGETALL', invitations)
for i = 1, #kept, 2 do
  if is_void(cjson.decode(kept[i + 1])) then over[#over + 1] = kept[i] else standing = standing + 1 end
end
if standing >= tonumber(ARGV[12]) then
  return refuse('too_large', ARGV[12] .. ' invitations is the limit: revoke one first', 'limit', ARGV[12])
end
if #over > 0 then redis.call('HDEL', invitations, unpack(over)) end
local ends = ARGV[9] == '' and 'null' or string.format('%d', now + ARGV[9])
redis.call('HSET', invitations, ARGV[5], table.concat({ '{"id":"', ARGV[6], '","role":"', role, '","uses":', ARGV[8],
  ',"used":0,"ends_at":', ends, ',"note":', ARGV[10], ',"by":', quoted(me), ',"by_name":', ARGV[11], '}' }))
emit_people_changed()
return 1
