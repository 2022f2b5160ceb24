-- voice/deactivate: clears the pointer to the active session after a close (V5).
-- KEYS[1] the pointer, a session id and how often it had been closed then; ARGV[1] session id, ARGV[2] the number of
-- the close. A pointer that was set after this close stays. Answers 1 when it was cleared.
local session_id, done_count = string.match(redis.call('GET', KEYS[1]) or '', '^(%S*) ?(%d*)$')
if session_id ~= ARGV[1] or tonumber(done_count ~= '' and done_count or '0') >= tonumber(ARGV[2]) then return 0 end
return redis.call('DEL', KEYS[1])
