-- jam/link_confirm: records in a remix that its parent lists it, so that the next opening does not add it again (K14,
-- SY18). Its arguments are those of tail.
-- Refuses session_not_found: a remix that was deleted meanwhile stays deleted. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/common
local refused = refuse_unless('jam', 'read')
if refused then return refused end
redis.call('HSET', header, 'linked', '1')
return 1
