-- voice/update: a new name, or a change of who may read it.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] '1' when access changes, ARGV[6] the
-- caller's name as JSON, ARGV[7] for how long an invitation by name stands, ms, then fields and their values in turn.
-- Refuses session_not_found, forbidden, also when anybody but an owner or co-owner changes
-- access. Publishes session_updated; after a change of access, all subscribers must subscribe again. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
local refused = refuse_unless('voice', ARGV[5] == '1' and 'people' or 'update')
if refused then return refused end

-- Users who are named are asked whether they want it in their list (D17); users who no longer are, are not.
local function invite(users)
  local named, before = {}, listed('allowed_users')
  for _, user in ipairs(users) do
    named[user] = true
    if not place_in(before, user) and not role_of(user) and redis.call('HEXISTS', invited, user) == 0 then
      redis.call('HSET', invited, user, offer('viewer', 'null', ARGV[6], ARGV[7]))
    end
  end
  for _, user in ipairs(before) do
    if not named[user] then redis.call('HDEL', invited, user) end
  end
end
for i = 8, #ARGV, 2 do
  if ARGV[i] == 'allowed_users' then invite(cjson.decode(ARGV[i + 1])) end
  redis.call('HSET', header, ARGV[i], ARGV[i + 1])
end
redis.call('HSET', header, 'updated_at', string.format('%d', now))
put_name('voice')
local session = session_json()
emit('events', 'session_updated', '{"session":' .. session .. '}', ARGV[5] == '1' and 'a' or 'e')
change_row(now)
return session
