-- jam/parent: the parent's name for a reader of a remix (K16, D23).
-- `header` and `run` are the parent's; the arguments are those of tail.
-- Refuses session_not_found. Answers {1 when the caller may read it else 0, its name as JSON or ''}: whoever may not
-- read the parent does not learn its name.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/common
local refused = refuse_unless('jam', 'read')
local _, code = unpack(refused or {})
if code == 'session_not_found' then return refused end
if refused then return { 0, '' } end
return { 1, redis.call('HGET', state, 'name') or '' }
