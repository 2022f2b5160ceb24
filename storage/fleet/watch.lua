-- fleet/watch: an admin looks at a session for `watch_ms`, so the processes report its subscribers; at `most` sessions
-- at once.
-- Refuses session_not_found, forbidden. Publishes nothing: the next reports do. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, watched_id, watch_ms, most = unpack(ARGV)
-- include fleet/common
local refused = refuse_unless('fleet', 'read')
if refused then return refused end
redis.call('ZADD', watched, whole_number(now + watch_ms), watched_id)
redis.call('ZREMRANGEBYRANK', watched, 0, -most - 1)
return 1
