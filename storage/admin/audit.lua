-- admin/audit: a line of what an admin does, written before it is done. Lines are never changed.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the line as JSON, ARGV[5] the most lines kept,
-- ARGV[6] for how many ms.
-- Refuses session_not_found, forbidden. Publishes `audited`. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/shared
local refused = refuse_unless('admin', 'change')
if refused then return refused end
note_done(ARGV[4], ARGV[5], tonumber(ARGV[6]))
return 1
