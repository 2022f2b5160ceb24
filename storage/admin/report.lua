-- admin/report: a user reports a session. An open report of the same user and session is changed, and keeps its text
-- before the new one, of `longest` bytes together.
-- There is one `id` for each user and session; `report` is JSON without its times and state; `most` reports are kept,
-- for `keep_ms`. The rest as in tail.
-- Refuses session_not_found, forbidden. Publishes `report_changed`. Answers the report as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, id, report, most, keep_ms, longest = unpack(ARGV)
-- include admin/reports
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local before, told = redis.call('HGET', reports, id), cjson.decode(report)
before = before and cjson.decode(before)
if before and before.state == 'open' and before.text ~= '' and told.text ~= before.text then
  local both = before.text .. (told.text == '' and '' or '\n' .. told.text)
  told.text = #both <= tonumber(longest) and both or before.text
  report = cjson.encode(told)
end
trim_reports(tonumber(most) - (redis.call('ZSCORE', report_ids, id) and 0 or 1), tonumber(keep_ms))
redis.call('ZADD', report_ids, now, id)
redis.call('ZREM', closed_ids, id)
local json = string.format('%s,"at":%d,"state":"open","closed_by":null,"closed_at":0}', string.sub(report, 1, -2), now)
return tell_of_report(id, json)
