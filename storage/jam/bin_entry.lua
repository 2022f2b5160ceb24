-- jam/bin_entry: a jam in the bin (D13).
-- Its arguments are those of tail. Answers {name or '', deleted at}, or nothing when it is not in the bin, or not the
-- caller's.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/common
-- include bin/session
local deleted_at = time_in_bin('jam', 'own')
if not deleted_at then return nil end
local name = redis.call('HGET', state, 'name')
return { name and cjson.decode(name) or '', deleted_at }
