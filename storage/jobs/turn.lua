-- jobs/turn: when a run has its turn, so that owners take turns however many runs one of them asks for.
-- `record` is BullMQ's of the run, `queued` its waiting runs by turn, `turns` has owners by their last one; `last_turn`
-- is the last that BullMQ knows. Publishes nothing.
-- Answers the turn, from 1, or 0 when the queue has the run already. An owner's next run has the turn after their last,
-- but none before the turn that is served now. So a new owner waits for one run of each other owner at most.
local record, queued, turns = unpack(KEYS)
local owner, last_turn = unpack(ARGV)
if redis.call('EXISTS', record) == 1 then return 0 end
local last = tonumber(last_turn)
local _, waiting = unpack(redis.call('ZRANGE', queued, 0, 0, 'WITHSCORES'))
local served = 1
if waiting then
  served = math.floor(tonumber(waiting) / 2 ^ 32) -- BullMQ's score: priority * 2^32 + a counter
else
  local _, turn = unpack(redis.call('ZRANGE', turns, -1, -1, 'WITHSCORES'))
  local latest = tonumber(turn or 1)
  if latest < last / 2 then served = latest else redis.call('DEL', turns) end
end
redis.call('ZREMRANGEBYSCORE', turns, '-inf', '(' .. served) -- they are as if they had never asked
local before = tonumber(redis.call('ZSCORE', turns, owner) or 0)
local turn = math.min(math.max(served, before + 1), last)
redis.call('ZADD', turns, turn, owner)
redis.call('EXPIRE', turns, 3600)
return turn
