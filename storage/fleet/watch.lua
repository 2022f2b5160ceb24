-- fleet/watch: an admin looks at a session, so the processes report its subscribers.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the session, ARGV[5] for how many ms, ARGV[6] the most
-- sessions.
-- Refuses session_not_found, forbidden. Publishes nothing: the next reports do. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include fleet/shared
local refused = refuse_unless('fleet', 'read')
if refused then return refused end
redis.call('ZADD', watched, whole_number(now + tonumber(ARGV[5])), ARGV[4])
redis.call('ZREMRANGEBYRANK', watched, 0, -tonumber(ARGV[6]) - 1)
return 1
