-- people/answer: accepts a request, which gives the person the kind's `asked_role`, or declines it.
-- `accept` is '1' or '0', `others` the user's other ids as in ids_of; the rest as in tail and people/common.
-- Refuses session_not_found, forbidden, not_found when nobody asks, too_large. Publishes `member_changed` or
-- `request_declined`.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user, accept, most_members, others = unpack(ARGV)
-- include people/aliases
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local all, asked = ids_of(user, others), {}
for _, id in ipairs(all) do
  local stored = redis.call('HGET', requests, id)
  if stored then asked[#asked + 1] = { id = id, name = string.match(stored, '^%d+ (.*)$') } end
end
local first, person = unpack(asked), unpack(all)
if not first then return refuse('not_found', 'This request is gone') end
local role, before = own.asked_role, role_of_person(all)
local has_it = before and before ~= 'banned' and level_of_role(before) >= level_of_role(role)
if accept == '1' and not has_it then
  refused = set_role_of_person(all, role, first.name, tonumber(most_members), 'null')
  if refused then return refused end
end
for _, one in ipairs(asked) do
  redis.call('HDEL', requests, one.id)
  if accept == '1' then redis.call('DEL', header .. ':asked:' .. one.id)
  else emit(people_feed, 'request_declined', '{"user_id":' .. quoted(one.id) .. '}') end
end
if accept == '1' and has_it then emit_people_changed() end
-- Who asked under an id that was joined with another one since then hears it under the one that they have now.
if accept ~= '1' and first.id ~= person then
  emit(people_feed, 'request_declined', '{"user_id":' .. quoted(person) .. '}')
end
change_row(now)
return 1
