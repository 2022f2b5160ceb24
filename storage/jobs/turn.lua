-- jobs/turn: when a run has its turn, so that owners take turns however many runs one of them asks for.
-- KEYS[1] BullMQ's record of the run, KEYS[2] its waiting runs by turn, KEYS[3] zset of owners by their last turn;
-- ARGV[1] owner, ARGV[2] the last turn that BullMQ knows. Publishes nothing.
-- Answers the turn, from 1, or 0 when the queue has the run already. An owner's next run has the turn after their last,
-- but none before the turn that is served now. So a new owner waits for one run of each other owner at most.
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local last = tonumber(ARGV[2])
local waiting = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')[2]
local served = 1
if waiting then
  served = math.floor(tonumber(waiting) / 2 ^ 32) -- BullMQ's score: priority * 2^32 + a counter
else
  local latest = tonumber(redis.call('ZRANGE', KEYS[3], -1, -1, 'WITHSCORES')[2] or 1)
  if latest < last / 2 then served = latest else redis.call('DEL', KEYS[3]) end
end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', '(' .. served) -- they are as if they had never asked
local before = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or 0)
local turn = math.min(math.max(served, before + 1), last)
redis.call('ZADD', KEYS[3], turn, ARGV[1])
redis.call('EXPIRE', KEYS[3], 3600)
return turn
