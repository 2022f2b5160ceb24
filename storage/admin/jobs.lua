-- admin/jobs: what waits for workers and what has failed, as admins are told of it.
-- `counts` is JSON, `digest` that of the jobs. The rest as in tail.
-- Refuses session_not_found, forbidden. Publishes `jobs_changed`, unless the digest is the one before. Answers 1, or 0
-- then.
local header, run = unpack(KEYS)
local session_id, log_length, caller, counts, digest = unpack(ARGV)
-- include admin/common
local refused = refuse_unless('admin', 'change')
if refused then return refused end
if redis.call('HGET', header, 'jobs_digest') == digest then return 0 end
redis.call('HSET', header, 'jobs', counts, 'jobs_digest', digest)
emit('admin', 'jobs_changed', counts)
return 1
