-- poll/close: ends the vote and asks for the job that finds the winner.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail.
-- Refuses session_not_found, forbidden. Publishes `closed`, once. Answers the poll as JSON.
-- include poll/shared
local refused = refuse_unless('poll', 'close')
if refused then return refused end
if redis.call('HGET', header, 'open') == '0' then return poll_json() end

redis.call('HSET', header, 'open', 0)
-- A run that does not reach the queue is found in this index and put there later.
redis.call('ZADD', string.match(header, '^rt:{b%d+}:') .. 'index:poll:jobs', now, session_id .. '|find_winner|1')
local poll = poll_json()
emit('votes', 'closed', '{"poll":' .. poll .. '}')
return poll
