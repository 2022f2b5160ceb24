-- jam/purge: a jam in the bin is deleted for good (D13).
-- The first arguments as in tail; `keep_ms` is how long it must have been there.
-- Refuses not_found, forbidden. Publishes nothing. Answers 0: it is done in one run.
local header, run = unpack(KEYS)
local session_id, log_length, caller, keep_ms = unpack(ARGV)
-- include jam/common
-- include jam/erase
-- include bin/session
local refused = refuse_purging('jam', 'own', keep_ms)
if refused then return refused end
redis.call('UNLINK', away)
erase()
redis.call('ZREM', bin_of('jam'), session_id)
redis.call('ZREM', taken_of('jam'), session_id)
return 0
