-- telegram/told: forgets that a session had something to tell, unless there was more since it was read.
-- KEYS[1] the index; ARGV[1] session id, ARGV[2] the time in the index when it was read. Answers 1 when it is forgotten.
if redis.call('ZSCORE', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('ZREM', KEYS[1], ARGV[1])
