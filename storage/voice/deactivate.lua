-- voice/deactivate: clears the pointer to the active session after a close (V5).
-- `pointer` has a session id and how often it had been closed then; `closed_id` was closed for the `number`th time.
-- A pointer that was set after this close stays. Answers 1 when it was cleared.
local pointer = unpack(KEYS)
local closed_id, number = unpack(ARGV)
local session_id, done_count = string.match(redis.call('GET', pointer) or '', '^(%S+) (%d+)$')
if session_id ~= closed_id or tonumber(done_count) >= tonumber(number) then return 0 end
return redis.call('DEL', pointer)
