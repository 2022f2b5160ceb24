-- admin/report_close: an admin has acted on a report, or dismisses it.
-- `outcome` is `acted` or `dismissed`; `line` is for the audit log, which keeps `most_lines`, each for `keep_ms`. The
-- rest as in tail.
-- Refuses session_not_found, forbidden, not_found, conflict when it is closed already. Publishes `report_changed` and
-- `audited`. Answers the report as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, id, outcome, line, most_lines, keep_ms = unpack(ARGV)
-- include admin/reports
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local stored = redis.call('HGET', reports, id)
if not stored then return refuse('not_found', 'There is no such report') end
local before, is_open = string.gsub(stored, '"state":"open","closed_by":null,"closed_at":0}$', '')
if is_open == 0 then return refuse('conflict', 'Another admin has closed this report') end
redis.call('ZADD', closed_ids, now, id)
note_done(line, most_lines, tonumber(keep_ms))
return tell_of_report(id, string.format('%s"state":"%s","closed_by":%s,"closed_at":%d}', before, outcome, by, now))
