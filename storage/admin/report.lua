-- admin/report: a user reports a session. An open report of the same user and session is changed.
-- There is one `id` for each user and session; `report` is JSON without its times and state; `most` reports are kept,
-- for `keep_ms`. The rest as in tail.
-- Refuses session_not_found, forbidden. Publishes `report_changed`. Answers the report as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, id, report, most, keep_ms = unpack(ARGV)
-- include admin/reports
local refused = refuse_unless('admin', 'change')
if refused then return refused end
trim_reports(tonumber(most) - (redis.call('ZSCORE', report_ids, id) and 0 or 1), tonumber(keep_ms))
redis.call('ZADD', report_ids, now, id)
redis.call('ZREM', closed_ids, id)
local json = string.format('%s,"at":%d,"state":"open","closed_by":null,"closed_at":0}', string.sub(report, 1, -2), now)
return tell_of_report(id, json)
