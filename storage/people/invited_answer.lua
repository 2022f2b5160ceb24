-- people/invited_answer: somebody who was invited by name accepts or declines, or takes a no back; or whoever invites
-- takes the invitation back.
-- `what` is `accept`, `decline`, `reconsider` or `revoke`; `about` the caller's name as JSON, or for `revoke` the user
-- who was invited, and then `others` their other ids as in ids_of. A no can be taken back for `regret` ms. The rest as
-- in tail and people/common.
-- Refuses session_not_found, forbidden, not_found, ticket_spent, conflict past the most owners, too_large. Publishes
-- `member_changed` when it was accepted, otherwise `people_changed`. Answers {kind, when the session was made, role}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, what, about, most_members, regret, others = unpack(ARGV)
-- include people/invitations
-- include people/aliases
if not kind then return refuse('session_not_found') end
local refused = what == 'revoke' and refuse_unless(kind, 'people')
if refused then return refused end
-- They may have been invited under an id that was joined with another one since then.
local all = what == 'revoke' and ids_of(about, others) or my_ids()
if what ~= 'revoke' and role_of_person(all) == 'banned' then return refuse('forbidden', rules[kind].no_access) end
local user, offered
for _, id in ipairs(all) do
  local stored = redis.call('HGET', invited, id)
  local one = stored and cjson.decode(stored)
  if one and (not offered or stands(one) and not stands(offered)) then user, offered = id, one end
end
if what == 'revoke' and not offered then return refuse('not_found', 'This person is not invited') end
local declined_at = offered and offered.declined_at ~= cjson.null and offered.declined_at
if what == 'reconsider' and declined_at and declined_at + tonumber(regret) > now then offered.declined_at = cjson.null end
if what ~= 'revoke' and not (offered and stands(offered)) then
  return refuse('ticket_spent', 'This invitation is no longer valid')
end

local answer = { kind, redis.call('HGET', header, 'created_at'), offered.role }
if what == 'accept' then
  local before = role_of_person(all)
  local role = before and level_of_role(before) >= level_of_role(offered.role) and before or offered.role
  if before ~= 'owner' or not has_consented(all) then
    refused = set_role_of_person(all, role, about, tonumber(most_members), text_or_null(offered.by_name))
    if refused then return refused end
  end
  redis.call('HDEL', invited, unpack(all))
  change_row(now)
  return answer
end
if what == 'decline' then
  offered.declined_at = now
  -- Who was only named as a reader reads it no more.
  for _, id in ipairs(all) do
    if own.shared_with and place_in(own.shared_with(), id) then
      own.unshare(id)
      tell_role(id, nil)
    end
  end
end
if what == 'revoke' then redis.call('HDEL', invited, unpack(all)) else redis.call('HSET', invited, user, cjson.encode(offered)) end
emit_people_changed()
return answer
