-- webhooks/change: what somebody does with one of their webhooks: `remove`, or `resume` after it was off; or with a
-- delivery: `again`.
-- `what` is that, `id` the webhook's or the delivery's. The rest as in tail.
-- Refuses forbidden, not_found. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, what, id = unpack(ARGV)
-- include webhooks/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
local head, body
if what == 'again' then head, body = delivery_of(id) end
local webhook_id = what == 'again' and (head and head.webhook or '') or id
local one = webhook_of(webhook_id)
if not one then return refuse('not_found') end
if what == 'again' and one.off_at then return refuse('not_found', 'This webhook is off') end
if what == 'remove' then
  end_lines(id, 'The webhook was removed')
  redis.call('HDEL', webhooks, id)
elseif what == 'resume' then
  one.off_at, one.why, one.failing_since = nil, nil, nil
  keep_webhook(id, one)
else
  local name = webhook_id .. ' ' .. head.session
  if head.state ~= 'waiting' then
    head.state, head.attempts, head.first_at, head.error, head.next_at = 'waiting', 0, nil, nil, now
    keep_delivery(id, head, body)
    redis.call('RPUSH', line_of(name), id)
  end
  set_due(name, now)
end
return 1
