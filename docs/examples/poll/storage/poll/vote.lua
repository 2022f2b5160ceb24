-- poll/vote: one person's vote, which takes the place of an earlier one.
-- `option` counts from 0. The rest as in tail.
-- Refuses session_not_found, forbidden, session_not_active, invalid_payload, too_large. Publishes `voted`, unless
-- nothing changed. Answers the poll as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, user, option, most_voters = unpack(ARGV)
-- include poll/common
local refused = refuse_unless('poll', 'vote')
if refused then return refused end
local options, open = unpack(redis.call('HMGET', header, 'options', 'open'))
if open ~= '1' then return refuse('session_not_active', 'This poll is closed') end
if tonumber(option) >= #cjson.decode(options) then return refuse('invalid_payload', 'There is no such option') end
local before = redis.call('HGET', votes, user)
if not before and redis.call('HLEN', votes) >= tonumber(most_voters) then return refuse('too_large') end
if before == option then return poll_json() end

if before then redis.call('HINCRBY', counts, before, -1) end
redis.call('HINCRBY', counts, option, 1)
redis.call('HSET', votes, user, option)
local poll = poll_json()
emit('votes', 'voted', '{"poll":' .. poll .. '}')
return poll
