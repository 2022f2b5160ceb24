-- voice/expire: ends a recording whose lease has expired (D19), by Redis's clock; the event is published once.
-- The arguments are those of voice/common. Publishes status_changed. Answers 1 when the recording was interrupted now.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include voice/common
-- include home/row
local stored, lease = unpack(redis.call('HMGET', header, 'status', 'lease'))
if refuse_unless('voice', 'update') or not LEASED[stored] then
  redis.call('ZREM', leases, session_id)
  return 0
end
local status, interrupted_at = status_now(stored, lease)
if not interrupted_at then return 0 end
redis.call('ZREM', leases, session_id)
redis.call('HSET', header, 'status', status, 'lease', '', 'interrupted_at', interrupted_at, 'updated_at',
  string.format('%d', now))
emit('events', 'status_changed', '{"status":"' .. status .. '","session":' .. session_json() .. '}')
change_row(now)
return 1
