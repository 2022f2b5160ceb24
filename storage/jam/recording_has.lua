-- jam/recording_has: whether a jam has a recording, in its bin or not: one look, because it may move between the two (JM13).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the recording's uuid.
-- Refuses nothing. Publishes nothing. Answers 1 or 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include jam/recording_bin
if redis.call('HEXISTS', samples, ARGV[4]) == 1 then return 1 end
return redis.call('HEXISTS', deleted_samples, ARGV[4])
