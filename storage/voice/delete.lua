-- voice/delete: moves a session to the bin (D13). Its header is renamed, so that no command finds the session;
-- everything else stays.
-- The first arguments as in voice/common; `admin` is who takes it from its owner, or nothing, `latest` when it must
-- have been used last.
-- Refuses session_not_found, forbidden, conflict. Publishes `deleted`, the last event. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, admin, latest = unpack(ARGV)
-- include voice/jobs
-- include bin/session
-- include home/row
local refused = refuse_unless('voice', 'own') or refuse_revived(latest)
if refused then return refused end
emit('events', 'deleted', '{}', 'x')
if redis.call('HGET', header, 'open') == '1' then
  redis.call('HSET', header, 'status', 'ready', 'recorder', '', 'lease', '', 'interrupted_at', '')
end
for _, stored in ipairs(redis.call('HVALS', jobs)) do leave_jobs(cjson.decode(stored)) end
redis.call('ZREM', leases, session_id)
leave_indexes('voice')
put_into_bin('voice', admin)
change_row(now)
return 1
