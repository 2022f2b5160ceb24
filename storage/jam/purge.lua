-- jam/purge: a jam in the bin is deleted for good (D13).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] how long it must have been there, ms.
-- Refuses not_found, forbidden. Publishes nothing. Answers 0: it is done in one run.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include jam/erase
-- include session/parts/bin
local refused = refuse_purging('jam', 'own', ARGV[4])
if refused then return refused end
redis.call('UNLINK', away)
erase()
redis.call('ZREM', bin_of('jam'), session_id)
redis.call('ZREM', taken_of('jam'), session_id)
return 0
