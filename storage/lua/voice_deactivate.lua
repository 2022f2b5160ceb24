-- voice_deactivate: takes back a pointer to the active session, if it still names that session (V5).
-- KEYS[1] the pointer; ARGV[1] session id. Answers 1 when it was taken back.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
