-- webhooks/touch: who listens to a session has changed: the next look of the relay writes what is heard of it.
-- Takes what tail takes.
-- Publishes nothing. Answers 1, or 0 without a session.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include session/parts/tail
if redis.call('EXISTS', header) == 0 then return 0 end
redis.call('ZADD', string.match(header, '^rt:{b%d+}:') .. 'index:webhooks:noted', 'LT', string.format('%d', now), session_id)
return 1
