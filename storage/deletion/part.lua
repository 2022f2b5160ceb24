-- deletion/part: what somebody whose account is deleted has in a session (AC24).
-- `user` is one of their ids and `others` the rest, as in people/aliases; `senders` names the set of those who ever sent something
-- to a session of this kind, '' without one; `named_in` the hashes of this kind that name people, `names` fields of its header: an id
-- and a name in turn; with tabs between. The rest as in tail and people/common.
-- Publishes nothing. Answers {role or '', whether somebody else owns it, {ids that have sent something}, whether they are
-- named beside that}; nothing without such a session.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user, others, senders, named_in, names = unpack(ARGV)
-- include people/aliases
if not kind then return nil end
local all, sent, named = ids_of(user, others), {}, 0
local where = { invitations, invited, steps, members }
for name in string.gmatch(named_in, '[^\t]+') do where[#where + 1] = header .. ':' .. name end
for _, id in ipairs(all) do
  if senders ~= '' and redis.call('SISMEMBER', header .. ':' .. senders, id) == 1 then sent[#sent + 1] = id end
  if redis.call('HEXISTS', requests, id) + redis.call('HEXISTS', invited, id) + redis.call('HEXISTS', members, id) > 0 then
    named = 1
  end
  for field in string.gmatch(names, '([^\t]+)\t[^\t]+') do
    if redis.call('HGET', header, field) == id then named = 1 end
  end
  for _, key in ipairs(where) do
    for _, text in ipairs(redis.call('HVALS', key)) do
      if string.find(text, quoted(id), 1, true) then named = 1 end
    end
  end
end
return { role_of_person(all) or '', has_other_owner(all) and 1 or 0, sent, named }
