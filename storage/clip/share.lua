-- clip/share: makes somebody an owner too, who used a control link of this digest.
-- Refuses session_not_found, forbidden, ticket_spent when who made the link is no owner any more, conflict past 16
-- owners.
-- Publishes `member_changed` to both feeds, unless they were an owner. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user_id, link = unpack(ARGV)
-- include clip/common
-- include home/row
local refused = refuse_unless('clip', 'read')
if refused then return refused end
local owners = cjson.decode(redis.call('HGET', header, 'owners'))
local is_known, by_owner = false, false
local maker = redis.call('GET', header .. ':control:' .. link)
for _, owner in ipairs(owners) do
  is_known = is_known or owner == user_id
  by_owner = by_owner or owner == maker
end
if is_known then return session_json() end
-- A link of a version that did not note who made it is good for its ten minutes.
if maker and not by_owner then return refuse('ticket_spent') end
if #owners >= 16 then return refuse('conflict', '16 owners is the limit') end
owners[#owners + 1] = user_id
redis.call('HSET', header, 'owners', cjson.encode(owners))
redis.call('HDEL', members, user_id)
put_owners('clip')
redis.call('SREM', header .. ':unlisted', user_id)
emit('control', 'member_changed', '{"user_id":' .. quoted(user_id) .. ',"role":"owner"}', 'u' .. user_id)
emit('public', 'member_changed', '{"user_id":null,"role":null}', 'u' .. user_id)
change_row(now)
return session_json()
