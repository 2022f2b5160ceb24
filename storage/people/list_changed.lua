-- people/list_changed: identities were joined, so the list of a session's people has changed, and nothing else of the
-- session.
-- Takes what tail and people/common take.
-- Publishes people_changed, unless there is no such session. Answers 1, or 0 without a session.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include people/common
if not kind then return 0 end
emit_people_changed()
return 1
