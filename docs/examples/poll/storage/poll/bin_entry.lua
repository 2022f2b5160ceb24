-- poll/bin_entry: a poll in the bin.
-- Takes what tail takes.
-- Answers {question, deleted at}, or nothing when it is not in the bin, or not the caller's.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include poll/common
-- include bin/session
local deleted_at = time_in_bin('poll', 'own')
return deleted_at and { redis.call('HGET', away, 'question'), deleted_at }
