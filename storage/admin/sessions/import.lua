-- admin/sessions/import: the last step of an import: its other keys are there, and the session begins to exist (K28).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] its kind, ARGV[5] the header's fields as a JSON array of
-- name and value in turn.
-- Refuses conflict when the id exists, also in the bin. Publishes nothing: nobody can be subscribed. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
-- include home/row
if redis.call('EXISTS', header, header .. ':binned') > 0 then return refuse('conflict', 'This session exists') end
redis.call('HSET', header, unpack(cjson.decode(ARGV[5])))
enter_indexes(ARGV[4])
change_row(now)
return 1
