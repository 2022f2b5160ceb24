-- admin_reports: what users have reported (AB7, AB8). Beside the header: `:reports` id -> JSON, `:report_ids` ids by the time
-- of the report.
-- include admin_shared
local reports, report_ids = header .. ':reports', header .. ':report_ids'

local function tell_of_report(id, json)
  redis.call('HSET', reports, id, json)
  emit('admin', 'report_changed', '{"report":' .. json .. '}')
  return json
end

-- What is older than `keep_ms` goes, and the oldest above `most`.
local function trim_reports(most, keep_ms)
  local gone = redis.call('ZRANGEBYSCORE', report_ids, '-inf', string.format('(%d', now - keep_ms), 'LIMIT', 0, 1000)
  local above = redis.call('ZCARD', report_ids) - #gone - most
  if above > 0 then
    for _, id in ipairs(redis.call('ZRANGE', report_ids, #gone, #gone + above - 1)) do gone[#gone + 1] = id end
  end
  if #gone == 0 then return end
  redis.call('HDEL', reports, unpack(gone))
  redis.call('ZREM', report_ids, unpack(gone))
end
