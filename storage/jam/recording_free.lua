-- jam/recording_free: marks an unused recording as freed, so that no later copy uses it (JM13).
-- `header` and `run` are the origin's; the first arguments as in tail, `uuid` is the recording's, and the mark stays
-- `seconds`.
-- Refuses nothing. Publishes nothing. Answers 1, or 0 when it is used.
local header, run = unpack(KEYS)
local session_id, log_length, caller, uuid, seconds = unpack(ARGV)
-- include jam/common
local recording = header .. ':recording:' .. uuid
if redis.call('EXISTS', recording) == 1 then return 0 end
redis.call('SET', recording .. ':freed', '1', 'EX', seconds)
return 1
