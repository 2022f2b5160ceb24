-- voice/create: a new voice session, open and ready (V17).
-- The first arguments as in voice/common; `allowed_users` is JSON, `chat_id` the Telegram chat it is made in or '',
-- `project` may be '', `at` its score in every list: the time just before, Unix ms; `bytes` and `reserved` as in
-- content, `owner_name` is JSON, an invitation by name stands `invited_ms`, and `address` is where it is made from or
-- '', which is kept `keep_ms`;
-- `stand_in` is '1' when its name is only a stand-in.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be subscribed yet. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, owner, name, access_level, project, allowed_users, chat_id, new_epoch,
  at, bytes, reserved, owner_name, invited_ms, address, keep_ms, stand_in =
  unpack(ARGV)
-- include people/invitations
-- include session/parts/trace
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
redis.call('HSET', header, 'kind', 'voice', 'owner', owner, 'name', name, 'access_level', access_level, 'project', project,
  'allowed_users', allowed_users, 'chat_id', chat_id, 'epoch', new_epoch, 'status', 'ready', 'open', 1, 'done_count', 0,
  'recorder', '', 'created_at', at, 'updated_at', at, 'accessed_at', at, 'bytes', bytes,
  'reserved', reserved, 'payer', owner, 'stand_in', stand_in)
enter_indexes('voice', true)
trace_made(owner, address, tonumber(keep_ms))
for _, user in ipairs(cjson.decode(allowed_users)) do -- they may read it, and are asked whether they want it in their list (D17)
  if user ~= owner then redis.call('HSET', invited, user, offer('viewer', 'null', owner_name, invited_ms)) end
end
reindex()
change_row(now)
return session_json()
