-- poll/vote: one person's vote, which takes the place of an earlier one.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] user id, ARGV[5] option from 0, ARGV[6] most voters.
-- Refuses session_not_found, forbidden, session_not_active, invalid_payload, too_large. Publishes `voted`, unless nothing changed.
-- Answers the poll as JSON.
-- include poll/shared
local refused = refuse_unless('poll', 'vote')
if refused then return refused end
local f = redis.call('HMGET', header, 'options', 'open')
if f[2] ~= '1' then return refuse('session_not_active', 'This poll is closed') end
if tonumber(ARGV[5]) >= #cjson.decode(f[1]) then return refuse('invalid_payload', 'There is no such option') end
local before = redis.call('HGET', votes, ARGV[4])
if not before and redis.call('HLEN', votes) >= tonumber(ARGV[6]) then return refuse('too_large') end
if before == ARGV[5] then return poll_json() end

if before then redis.call('HINCRBY', counts, before, -1) end
redis.call('HINCRBY', counts, ARGV[5], 1)
redis.call('HSET', votes, ARGV[4], ARGV[5])
local poll = poll_json()
emit('votes', 'voted', '{"poll":' .. poll .. '}')
return poll
