-- admin/report_close: an admin has acted on a report, or dismisses it.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the report's id, ARGV[5] `acted` or `dismissed`, ARGV[6]
-- the line for the audit log, ARGV[7] the most lines there and ARGV[8] for how many ms.
-- Refuses session_not_found, forbidden, not_found, conflict when it is closed already. Publishes `report_changed` and
-- `audited`. Answers the report as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/reports
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local stored = redis.call('HGET', reports, ARGV[4])
if not stored then return refuse('not_found', 'There is no such report') end
local before, is_open = string.gsub(stored, '"state":"open","closed_by":null,"closed_at":0}$', '')
if is_open == 0 then return refuse('conflict', 'Another admin has closed this report') end
redis.call('ZADD', closed_ids, now, ARGV[4])
note_done(ARGV[6], ARGV[7], tonumber(ARGV[8]))
return tell_of_report(ARGV[4], string.format('%s"state":"%s","closed_by":%s,"closed_at":%d}', before, ARGV[5], by, now))
