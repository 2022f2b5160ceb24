-- telegram/burst: queues the acknowledgement of a burst that is over.
-- KEYS[1] the chat's burst, KEYS[2] the index of bursts, KEYS[3] its queue of messages, KEYS[4] the index of chats with
-- messages; ARGV[1] chat id, ARGV[2] messages a queue holds, ARGV[3] ms until the next look when messages wait: then it
-- goes on counting, so that a chat never has two acknowledgements waiting, however little Telegram takes.
-- Publishes nothing. Answers 1, or 0 when it is not over.
-- include telegram/queue
local ends_at = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not ends_at or tonumber(ends_at) > unix_ms() then return 0 end
if redis.call('XLEN', KEYS[3]) > 0 then
  redis.call('ZADD', KEYS[2], string.format('%d', unix_ms() + ARGV[3]), ARGV[1])
  return 0
end
redis.call('ZREM', KEYS[2], ARGV[1])
acknowledge(KEYS[1], KEYS[3], KEYS[4], ARGV[1], ARGV[2])
return 1
