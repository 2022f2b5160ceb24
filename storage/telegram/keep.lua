-- telegram/keep: renews the lease of a chat during long work, or ends it with a pause before the next attempt.
-- `mail` is the index of chats with mail, `ends` '1' to end the lease; `ms` are those of the lease or of the pause.
-- Publishes nothing. Answers 1, or 0 when somebody else holds it.
local mail, lease = unpack(KEYS)
local chat, process, ms, ends = unpack(ARGV)
-- include session/parts/clock
if redis.call('GET', lease) ~= process then return 0 end
if ends == '1' then redis.call('DEL', lease) else redis.call('PEXPIRE', lease, ms) end
redis.call('ZADD', mail, 'XX', string.format('%d', unix_ms() + ms), chat)
return 1
