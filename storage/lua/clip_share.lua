-- clip_share: makes a user who opened a control link an owner too.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] user id.
-- Refuses session_not_found, conflict past 16 owners. Publishes nothing. Answers the session as JSON.
-- include clip_shared
local refused = refuse_unless('clip', 'read')
if refused then return refused end
local owners = cjson.decode(redis.call('HGET', header, 'owners'))
local is_known = false
for _, owner in ipairs(owners) do is_known = is_known or owner == ARGV[5] end
if not is_known then
  if #owners >= 16 then return refuse('conflict', '16 owners is the limit') end
  owners[#owners + 1] = ARGV[5]
  redis.call('HSET', header, 'owners', cjson.encode(owners))
end
return session_json()
