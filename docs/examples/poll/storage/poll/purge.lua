-- poll/purge: a poll in the bin is deleted for good.
-- `keep_ms` is how long it must have been there. The rest as in tail.
-- Refuses not_found, forbidden. Publishes nothing. Answers 0: it is done in one run.
local header, run = unpack(KEYS)
local session_id, log_length, caller, keep_ms = unpack(ARGV)
-- include poll/common
-- include bin/session
local refused = refuse_purging('poll', 'own', keep_ms)
if refused then return refused end
redis.call('UNLINK', away, votes, counts, members, header .. ':log:votes', header .. ':accesses', header .. ':requests',
  header .. ':invitations', header .. ':invited', header .. ':steps')
redis.call('ZREM', bin_of('poll'), session_id)
redis.call('ZREM', taken_of('poll'), session_id)
return 0
