-- admin/alerts: what is alarming now (K29). One that goes on keeps the time at which it began.
-- `current` are the alerts as a JSON array without times, `post_id` is the id of the message to a webhook, or ''
-- without one. The rest as in tail.
-- Refuses session_not_found, forbidden. Publishes `alerts_changed` when one began or ended. Answers 1 when one began
-- and there is a message, else 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller, current, post_id = unpack(ARGV)
-- include admin/common
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local before, began, is_changed = {}, {}, false
for _, alert in ipairs(cjson.decode(redis.call('HGET', header, 'alerts') or '[]')) do before[alert.name] = alert end
local alerts = cjson.decode(current)
for _, alert in ipairs(alerts) do
  local known = before[alert.name]
  alert.since = known and known.since or now
  if not known then
    began[#began + 1] = alert
    redis.call('HINCRBY', header .. ':raised', alert.name, 1)
  end
  before[alert.name] = nil
end
is_changed = #began > 0 or next(before) ~= nil
local json = #alerts == 0 and '[]' or cjson.encode(alerts)
redis.call('HSET', header, 'alerts', json)
if is_changed then emit('admin', 'alerts_changed', '{"alerts":' .. json .. '}') end
if #began == 0 or post_id == '' then return 0 end
redis.call('HSET', header .. ':posts', post_id, cjson.encode(began))
redis.call('ZADD', pending, now, session_id .. '|post_alert.' .. post_id .. '|1')
return 1
