-- admin/audit: a line of what an admin does, written before it is done. Lines are never changed.
-- `line` is JSON; `most` lines are kept, each for `keep_ms`. The rest as in tail.
-- Refuses session_not_found, forbidden. Publishes `audited`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, line, most, keep_ms = unpack(ARGV)
-- include admin/common
local refused = refuse_unless('admin', 'change')
if refused then return refused end
note_done(line, most, tonumber(keep_ms))
return 1
