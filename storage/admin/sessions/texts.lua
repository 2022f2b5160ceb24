-- admin/sessions/texts: takes entries out of an index in the order of text, if the session's header does not have them (K28).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the kind, ARGV[5] `names` or `owners`, ARGV[6] the entry.
-- Publishes nothing. Answers 1 when it was taken out.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
local said = redis.call('HGET', header, 'kind') == ARGV[4] and redis.call('HGET', header, 'indexed_' .. ARGV[5]) or ''
if string.find(said, '\t' .. string.sub(ARGV[6], 1, -38) .. '\t', 1, true) then return 0 end
return redis.call('ZREM', index_of(ARGV[4], ARGV[5]), ARGV[6])
