-- voice_report: what the recorder does now (V13). Reporting `recording` makes somebody the recorder and opens a closed
-- session again; a closed session ignores every other last word.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] status, ARGV[6] user id.
-- Refuses session_not_found, forbidden, also while somebody else is the recorder. Publishes status_changed when it has
-- changed. Answers the session as JSON.
-- include voice_shared
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local found = redis.call('HMGET', header, 'status', 'open', 'recorder')
local status, open, recorder = found[1], found[2], found[3]
local begins = ARGV[5] == 'recording'
if not begins and recorder ~= '' and recorder ~= ARGV[6] then
  return refuse('forbidden', 'Somebody else is recording here')
end
if not begins and open == '0' then return session_json() end
if status == ARGV[5] and recorder == ARGV[6] then return session_json() end
redis.call('HSET', header, 'status', ARGV[5], 'open', 1, 'recorder', ARGV[6], 'updated_at', string.format('%d', now))
local session = session_json()
emit('events', 'status_changed', '{"status":"' .. ARGV[5] .. '","session":' .. session .. '}')
return session
