-- voice/report: the recorder's status (V13), which also renews its lease (D19). Reporting `recording` makes the user
-- the recorder and opens a closed session again; a closed session ignores every other status.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] status, ARGV[6] user id, ARGV[7] the
-- user's name, ARGV[8] the recording, or '', ARGV[9] the length of the lease in ms, ARGV[10] '1' when it may replace a
-- recorder that is alive, ARGV[11] '1' when it only renews the lease: then it opens no session.
-- Refuses session_not_found, forbidden (also while somebody else is the recorder), and conflict (`reason` is `taken`, with
-- the other's `name`, or `closed`). Publishes status_changed when the status has changed. Answers the session as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/shared
-- include home/row
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local f = redis.call('HMGET', header, 'status', 'open', 'recorder', 'recording', 'lease', 'interrupted_at', 'recorder_name')
local stored, open, recorder, recording = f[1], f[2], f[3], f[4] or ''
local status, is_interrupted = status_now(stored, f[5], f[6])
-- A recorder keeps the id with which they began, whichever of their ids they come with.
local user = has(ids, recorder) and recorder or ARGV[6]
local wanted, is_beat = ARGV[5], ARGV[11] == '1'
local begins = wanted == 'recording' or is_beat
local is_heard = recorder ~= '' and LEASED[status]
local is_mine = recorder == user and (not is_heard or recording == '' or recording == ARGV[8])
if is_beat and open == '0' then
  return { 'refused', 'conflict', 'The session was closed', 'reason', 'closed' }
end
if recorder ~= '' and not is_mine then
  if not begins then return refuse('forbidden', 'Somebody else is recording here') end
  if is_heard and ARGV[10] ~= '1' then
    return { 'refused', 'conflict', 'Somebody else is recording here', 'reason', 'taken', 'name', f[7] or '' }
  end
end
if not begins and open == '0' then return session_json() end

local lease = LEASED[wanted] and string.format('%d', now + tonumber(ARGV[9])) or ''
if lease ~= '' then redis.call('ZADD', leases, lease, session_id) else redis.call('ZREM', leases, session_id) end
redis.call('HSET', header, 'lease', lease)
-- A change of the recording's id alone is not published.
local is_known = status == wanted and stored == wanted and recorder == user and recording == ARGV[8] and not is_interrupted
if is_known then return session_json() end
redis.call('HSET', header, 'status', wanted, 'open', 1, 'recorder', user, 'recorder_name', ARGV[7], 'recording', ARGV[8],
  'interrupted_at', '', 'updated_at', string.format('%d', now))
local session = session_json()
emit('events', 'status_changed', '{"status":"' .. wanted .. '","session":' .. session .. '}')
change_row(now)
return session
