-- poll/winner: what the background job `find_winner` finds out.
-- `job` is the run's name. The rest as in tail.
-- Refuses session_not_found. Publishes `counted`, once. Answers 1, or 0 when it was known.
local header, run = unpack(KEYS)
local session_id, log_length, caller, job = unpack(ARGV)
-- include poll/common
local refused = refuse_unless('poll', 'close')
if refused then return refused end
redis.call('ZREM', index_of('poll', 'jobs'), job)
if redis.call('HEXISTS', header, 'winner') == 1 then return 0 end
local winner, most = -1, 0
for option = 0, #cjson.decode(redis.call('HGET', header, 'options')) - 1 do
  local count = tonumber(redis.call('HGET', counts, option) or '0')
  if count > most then winner, most = option, count end
end
redis.call('HSET', header, 'winner', winner)
emit('votes', 'counted', '{"poll":' .. poll_json() .. '}')
change_row(now)
return 1
