-- people_answer: accepts a request, which makes the person an editor (in a clip session somebody who marks), or declines it.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] user id, ARGV[6] '1' or '0', ARGV[7] the
-- most members.
-- Refuses session_not_found, forbidden, not_found when nobody asks, too_large. Publishes `member_changed` or
-- `request_declined`.
-- include people_roles
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local user = ARGV[5]
local stored = redis.call('HGET', requests, user)
if not stored then return refuse('not_found', 'This request is gone') end
if ARGV[6] == '1' then
  refused = set_role(user, kind == 'clip' and 'viewer' or 'editor', string.match(stored, '^%d+ (.*)$'), tonumber(ARGV[7]),
    'null')
  if refused then return refused end
  redis.call('DEL', header .. ':asked:' .. user)
  return 1
end
redis.call('HDEL', requests, user)
emit(FEEDS[kind][1], 'request_declined', '{"user_id":' .. quoted(user) .. '}')
change_row(now)
return 1
