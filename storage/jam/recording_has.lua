-- jam/recording_has: whether a jam has a recording, in its bin or not: one look, because it may move between the two
-- (JM13).
-- The first arguments as in tail; `uuid` is the recording's.
-- Refuses nothing. Publishes nothing. Answers 1 or 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller, uuid = unpack(ARGV)
-- include jam/common
-- include jam/recording_bin
if redis.call('HEXISTS', samples, uuid) == 1 then return 1 end
return redis.call('HEXISTS', deleted_samples, uuid)
