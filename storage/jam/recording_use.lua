-- jam/recording_use: adds a session to the users of a recording, in the bucket of its origin, before the session gets
-- it (S19, JM13).
-- `header` and `run` are the origin's, `by_check` the bucket's index of recordings by their next check; the first
-- arguments as in tail, `uuid` is the recording's, `using_id` the session that uses it, `check_ms` the time until the
-- next check.
-- Refuses nothing. Publishes nothing. Answers 1, or 0 for a recording that was freed.
local header, run, by_check = unpack(KEYS)
local session_id, log_length, caller, uuid, using_id, check_ms = unpack(ARGV)
-- include jam/common
local recording = header .. ':recording:' .. uuid
if redis.call('EXISTS', recording .. ':freed') == 1 then return 0 end
redis.call('ZADD', recording, int(now), using_id)
redis.call('ZADD', by_check, 'NX', int(now + check_ms), session_id .. '/' .. uuid)
return 1
