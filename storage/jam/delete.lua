-- jam/delete: a jam goes into its owner's bin (D13); one without an owner is deleted for good. Its remixes and its
-- recordings, which they share, stay (S14, S19).
-- The first arguments as in tail; `admin` is who takes it from its owner, or nothing, `latest` when it must have been
-- used last.
-- Refuses session_not_found, forbidden, conflict. Publishes `deleted`, the last event. Answers 1 when it lies in the
-- bin, else 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller, admin, latest = unpack(ARGV)
-- include jam/common
-- include jam/erase
-- include bin/session
-- include admin/indexes
-- include home/row
local refused = refuse_unless('jam', 'delete') or refuse_revived(latest)
if refused then return refused end
emit('main', 'deleted', '{}', 'x')
leave_indexes('jam')
change_row(now)
if admin or redis.call('HEXISTS', header, 'owner') == 1 then
  redis.call('HDEL', header, 'playing_at', 'playing_step')
  put_into_bin('jam', admin)
  return 1
end
redis.call('DEL', header)
erase()
return 0
