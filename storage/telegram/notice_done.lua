-- telegram/notice_done: forgets that there was something to tell, unless there was more since it was read, at `read_at`
-- in the index.
-- Answers 1 when it is forgotten.
local index = unpack(KEYS)
local entry, read_at = unpack(ARGV)
if redis.call('ZSCORE', index, entry) ~= read_at then return 0 end
return redis.call('ZREM', index, entry)
