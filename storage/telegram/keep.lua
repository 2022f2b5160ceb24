-- telegram/keep: renews the lease of a chat during long work, or ends it with a pause before the next attempt.
-- KEYS[1] the index of chats with mail, KEYS[2] the chat's lease; ARGV[1] chat id, ARGV[2] who holds it, ARGV[3] ms of
-- the lease or of the pause, ARGV[4] '1' to end it. Publishes nothing. Answers 1, or 0 when somebody else holds it.
-- include session/parts/clock
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
if ARGV[4] == '1' then redis.call('DEL', KEYS[2]) else redis.call('PEXPIRE', KEYS[2], ARGV[3]) end
redis.call('ZADD', KEYS[1], 'XX', string.format('%d', unix_ms() + ARGV[3]), ARGV[1])
return 1
