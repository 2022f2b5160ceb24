-- people/reread: identities were joined, so the list of a session's people has changed, and nothing else of the session.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared.
-- Publishes people_changed, unless there is no such session. Answers 1, or 0 without a session.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/shared
if not kind or not FEEDS[kind] then return 0 end
emit_people_changed()
return 1
