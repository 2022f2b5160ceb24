-- voice/report: the recorder's status (V13), which also renews its lease (D19). Reporting `recording` makes the user
-- the recorder and opens a closed session again; a closed session ignores every other status.
-- The first arguments as in voice/common; `wanted` is the status, `user_id` and `name` the user's, `recording_id` may
-- be '', the lease lasts `lease_ms`, `takes_over` is '1' when it may replace a recorder that is alive, `beat` '1' when
-- it only renews the lease: then it opens no session.
-- Refuses session_not_found, forbidden (also while somebody else is the recorder), and conflict (`reason` is `taken`,
-- with the other's `name`, or `closed`). Publishes status_changed when the status has changed. Answers the session as
-- JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, wanted, user_id, name, recording_id, lease_ms, takes_over, beat =
  unpack(ARGV)
-- include voice/common
-- include home/row
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local stored, open, recorder, recording, had_lease, interrupted_at, recorder_name = unpack(redis.call('HMGET', header,
  'status', 'open', 'recorder', 'recording', 'lease', 'interrupted_at', 'recorder_name'))
recording = recording or ''
local status, is_interrupted = status_now(stored, had_lease, interrupted_at)
-- A recorder keeps the id with which they began, whichever of their ids they come with.
local user = has(ids, recorder) and recorder or user_id
local is_beat = beat == '1'
local begins = wanted == 'recording' or is_beat
local is_heard = recorder ~= '' and LEASED[status]
local is_mine = recorder == user and (not is_heard or recording == '' or recording == recording_id)
if is_beat and open == '0' then
  return { 'refused', 'conflict', 'The session was closed', 'reason', 'closed' }
end
if recorder ~= '' and not is_mine then
  if not begins then return refuse('forbidden', 'Somebody else is recording here') end
  if is_heard and takes_over ~= '1' then
    return { 'refused', 'conflict', 'Somebody else is recording here', 'reason', 'taken', 'name', recorder_name or '' }
  end
end
if not begins and open == '0' then return session_json() end

local lease = LEASED[wanted] and string.format('%d', now + tonumber(lease_ms)) or ''
if lease ~= '' then redis.call('ZADD', leases, lease, session_id) else redis.call('ZREM', leases, session_id) end
redis.call('HSET', header, 'lease', lease)
-- A change of the recording's id alone is not published.
local is_known = status == wanted and stored == wanted and recorder == user and recording == recording_id and not is_interrupted
if is_known then return session_json() end
redis.call('HSET', header, 'status', wanted, 'open', 1, 'recorder', user, 'recorder_name', name, 'recording', recording_id,
  'interrupted_at', '', 'updated_at', string.format('%d', now))
local session = session_json()
emit('events', 'status_changed', '{"status":"' .. wanted .. '","session":' .. session .. '}')
change_row(now)
return session
