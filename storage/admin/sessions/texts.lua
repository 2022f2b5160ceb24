-- admin/sessions/texts: takes entries out of an index in the order of text, if the session's header does not have them
-- (K28). `index` is `names` or `owners`. The rest as in tail.
-- Publishes nothing. Answers 1 when it was taken out.
local header, run = unpack(KEYS)
local session_id, log_length, caller, kind, index, entry = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
local said = redis.call('HGET', header, 'kind') == kind and redis.call('HGET', header, 'indexed_' .. index) or ''
if string.find(said, '\t' .. string.sub(entry, 1, -38) .. '\t', 1, true) then return 0 end
return redis.call('ZREM', index_of(kind, index), entry)
