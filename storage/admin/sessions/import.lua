-- admin/sessions/import: the last step of an import: its other keys are there, and the session begins to exist (K28).
-- `fields` are the header's as a JSON array of name and value in turn. The rest as in tail.
-- Refuses conflict when the id exists, also in the bin. Publishes nothing: nobody can be subscribed. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, kind, fields = unpack(ARGV)
-- include session/parts/tail
-- include admin/indexes
-- include home/row
if redis.call('EXISTS', header, header .. ':binned') > 0 then return refuse('conflict', 'This session exists') end
redis.call('HSET', header, unpack(cjson.decode(fields)))
enter_indexes(kind)
change_row(now)
return 1
