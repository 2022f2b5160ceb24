-- poll/close: ends the vote and asks for the job that finds the winner.
-- Takes what tail takes.
-- Refuses session_not_found, forbidden. Publishes `closed`, once. Answers the poll as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include poll/common
local refused = refuse_unless('poll', 'close')
if refused then return refused end
if redis.call('HGET', header, 'open') == '0' then return poll_json() end

redis.call('HSET', header, 'open', 0, 'updated_at', now)
-- A run that does not reach the queue is found in this index and put there later.
redis.call('ZADD', index_of('poll', 'jobs'), now, session_id .. '|find_winner|1')
local poll = poll_json()
emit('votes', 'closed', '{"poll":' .. poll .. '}')
change_row(now)
return poll
