-- voice/create: a new voice session, open and ready (V17).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared,
-- ARGV[5] owner, ARGV[6] name, ARGV[7] access level, ARGV[8] project or '', ARGV[9] allowed users as JSON, ARGV[10] the
-- Telegram chat it is made in or '', ARGV[11] epoch, ARGV[12] its score in every list: the time just before, Unix ms,
-- ARGV[13] bytes and ARGV[14] reserved as in content, ARGV[15] the owner's name as JSON, ARGV[16] for how long an
-- invitation by name stands, ms, ARGV[17] the address that it is made from or '', ARGV[18] for how many ms that is kept.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be subscribed yet. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
-- include session/parts/trace
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
local at = ARGV[12] -- so lists are in the order of `created_at`
redis.call('HSET', header, 'kind', 'voice', 'owner', ARGV[5], 'name', ARGV[6], 'access_level', ARGV[7], 'project', ARGV[8],
  'allowed_users', ARGV[9], 'chat_id', ARGV[10], 'epoch', ARGV[11], 'status', 'ready', 'open', 1, 'done_count', 0,
  'recorder', '', 'created_at', at, 'updated_at', at, 'accessed_at', at, 'bytes', ARGV[13],
  'reserved', ARGV[14], 'payer', ARGV[5])
enter_indexes('voice', true)
trace_made(ARGV[5], ARGV[17], tonumber(ARGV[18]))
for _, user in ipairs(cjson.decode(ARGV[9])) do -- they may read it, and are asked whether they want it in their list (D17)
  if user ~= ARGV[5] then redis.call('HSET', invited, user, offer('viewer', 'null', ARGV[15], ARGV[16])) end
end
change_row(now)
return session_json()
