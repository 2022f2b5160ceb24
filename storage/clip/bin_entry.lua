-- clip/bin_entry: a session in the bin (D13).
-- Answers {title, deleted at}, or nothing when it is not in the bin, or not the caller's.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include clip/common
-- include bin/session
local deleted_at = time_in_bin('clip', 'own')
if not deleted_at then return nil end
return { redis.call('HGET', away, 'title'), deleted_at }
