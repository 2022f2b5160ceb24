-- jam/recording_free: marks an unused recording as freed, so that no later copy uses it (JM13).
-- KEYS[1] header of the origin, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the recording's uuid, ARGV[5] seconds
-- for which the mark stays.
-- Refuses nothing. Publishes nothing. Answers 1, or 0 when it is used.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
local recording = header .. ':recording:' .. ARGV[4]
if redis.call('EXISTS', recording) == 1 then return 0 end
redis.call('SET', recording .. ':freed', '1', 'EX', ARGV[5])
return 1
