-- voice/update: a new name, or a change of who may read it or listen.
-- The first arguments as in voice/common; `action` is what the caller must be allowed, `opens` '1' when access
-- changes, `by_name` the caller's name as JSON, an invitation by name gives `role` and stands `invited_ms`. Then come fields and their values in turn.
-- Refuses session_not_found, forbidden, also when anybody but an owner or co-owner changes access or live listening,
-- rate_limited when somebody is named who has declined. Publishes session_updated; after a change of access, all
-- subscribers must subscribe again. An empty `summary` is made anew. Answers {session as JSON, job id, run}, the last two
-- only with a job.
local header, run = unpack(KEYS)
local FIRST_FIELD = 10
local session_id, log_length, caller, base_url, action, opens, by_name, invited_ms, role = unpack(ARGV, 1, FIRST_FIELD - 1)
-- include people/invitations
-- include voice/jobs
local refused = refuse_unless('voice', action)
if refused then return refused end

local fields, before = {}, listed('allowed_users')
for i = FIRST_FIELD, #ARGV, 2 do fields[ARGV[i]] = ARGV[i + 1] end
local users = fields.allowed_users and cjson.decode(fields.allowed_users) or {}
for _, user in ipairs(users) do
  refused = not place_in(before, user) and refuse_declined(user)
  if refused then return refused end
end

-- Users who are named are asked whether they want it in their list (D17); users who no longer are, are not.
local function invite()
  local named = {}
  for _, user in ipairs(users) do
    named[user] = true
    if not place_in(before, user) and not role_of(user) and not is_invited(user) then
      redis.call('HSET', invited, user, offer(role, 'null', by_name, invited_ms))
    end
  end
  for _, user in ipairs(before) do
    if not named[user] then redis.call('HDEL', invited, user) end
  end
end
if fields.allowed_users then invite() end
redis.call('HSET', header, 'updated_at', string.format('%d', now), unpack(ARGV, FIRST_FIELD))
if fields.name then redis.call('HSET', header, 'stand_in', '') end -- what is said takes its place no more
put_name('voice')
local session = session_json()
emit('events', 'session_updated', '{"session":' .. session .. '}', opens == '1' and 'a' or 'e')
change_row(now)
local asked = { session }
if fields.summary == '' then read_again(asked) end
return asked
