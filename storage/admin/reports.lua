-- admin/reports: what users have reported (AB7, AB8). Beside the header: `:reports` id -> JSON, `:report_ids` ids by
-- the time of the report, `:closed_report_ids` those of closed ones by the time of closing. Takes `header`.
-- include admin/common
local reports, report_ids, closed_ids = header .. ':reports', header .. ':report_ids', header .. ':closed_report_ids'

local function tell_of_report(id, json)
  redis.call('HSET', reports, id, json)
  emit('admin', 'report_changed', '{"report":' .. json .. '}')
  return json
end

-- What is older than `keep_ms` goes. Above `most`, closed ones make room first, the first that were closed, then the
-- oldest open ones.
local function trim_reports(most, keep_ms)
  local gone, is_gone = {}, {}
  local function take(ids)
    for _, id in ipairs(ids) do
      if not is_gone[id] then gone[#gone + 1], is_gone[id] = id, true end
    end
  end
  take(redis.call('ZRANGEBYSCORE', report_ids, '-inf', string.format('(%d', now - keep_ms), 'LIMIT', 0, 1000))
  local count = redis.call('ZCARD', report_ids)
  for _, ids in ipairs({ closed_ids, report_ids }) do
    if count - #gone <= most then break end
    -- As many more as have gone already: they may be the same ones.
    for _, id in ipairs(redis.call('ZRANGE', ids, 0, count - most + #gone)) do
      if count - #gone > most then take({ id }) end
    end
  end
  if #gone == 0 then return end
  redis.call('HDEL', reports, unpack(gone))
  redis.call('ZREM', report_ids, unpack(gone))
  redis.call('ZREM', closed_ids, unpack(gone))
end
