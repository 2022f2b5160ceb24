-- admin/report: a user reports a session. An open report of the same user and session is changed.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the report's id (one for each user and session), ARGV[5]
-- the report as JSON without its times and state, ARGV[6] the most reports kept and ARGV[7] for how many ms.
-- Refuses session_not_found, forbidden. Publishes `report_changed`. Answers the report as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/reports
local refused = refuse_unless('admin', 'change')
if refused then return refused end
trim_reports(tonumber(ARGV[6]) - (redis.call('ZSCORE', report_ids, ARGV[4]) and 0 or 1), tonumber(ARGV[7]))
redis.call('ZADD', report_ids, now, ARGV[4])
redis.call('ZREM', closed_ids, ARGV[4])
local json = string.format('%s,"at":%d,"state":"open","closed_by":null,"closed_at":0}', string.sub(ARGV[5], 1, -2), now)
return tell_of_report(ARGV[4], json)
