-- jam/recording_use: adds a session to the users of a recording, in the bucket of its origin, before the session gets
-- it (S19, JM13).
-- KEYS[1] header of the origin, KEYS[2] run id, KEYS[3] the bucket's index of recordings by their next check;
-- ARGV[1..3] as in tail, ARGV[4] the recording's uuid, ARGV[5] the session that uses it, ARGV[6] ms until the next
-- check.
-- Refuses nothing. Publishes nothing. Answers 1, or 0 for a recording that was freed.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
local recording = header .. ':recording:' .. ARGV[4]
if redis.call('EXISTS', recording .. ':freed') == 1 then return 0 end
redis.call('ZADD', recording, int(now), ARGV[5])
redis.call('ZADD', KEYS[3], 'NX', int(now + ARGV[6]), session_id .. '/' .. ARGV[4])
return 1
