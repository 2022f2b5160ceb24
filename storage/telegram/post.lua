-- telegram/post: puts an update into its chat's mailbox, once.
-- KEYS[1] that it was seen, KEYS[2] the chat's mailbox (stream), KEYS[3] the bucket's index of chats with mail; ARGV[1]
-- chat id, ARGV[2] the update as JSON, ARGV[3] seconds for which a repeat is known, ARGV[4] updates a mailbox holds.
-- Refuses too_large when the mailbox is full. Publishes nothing. Answers 1, or 0 for a repeat.
-- include session/parts/clock
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
if redis.call('XLEN', KEYS[2]) >= tonumber(ARGV[4]) then return { 'refused', 'too_large' } end
redis.call('SET', KEYS[1], 1, 'EX', ARGV[3])
redis.call('XADD', KEYS[2], '*', 'update', ARGV[2])
redis.call('ZADD', KEYS[3], 'NX', string.format('%d', unix_ms()), ARGV[1])
return 1
