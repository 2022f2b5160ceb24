-- admin/jobs: what waits for workers and what has failed, as admins are told of it.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the counts as JSON, ARGV[5] a digest of the jobs.
-- Refuses session_not_found, forbidden. Publishes `jobs_changed`, unless the digest is the one before. Answers 1, or 0
-- then.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/shared
local refused = refuse_unless('admin', 'change')
if refused then return refused end
if redis.call('HGET', header, 'jobs_digest') == ARGV[5] then return 0 end
redis.call('HSET', header, 'jobs', ARGV[4], 'jobs_digest', ARGV[5])
emit('admin', 'jobs_changed', ARGV[4])
return 1
