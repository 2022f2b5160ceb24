-- webhooks/take: the first delivery of a line, for a worker, which has it for `lease_ms`.
-- `name` is the line's. The rest as in tail.
-- Publishes nothing. Answers {} when it is not due; otherwise {id, body, url, secret}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, name, lease_ms = unpack(ARGV)
-- include webhooks/common
local due_at = redis.call('ZSCORE', due, session_id .. ' ' .. name)
if not due_at or tonumber(due_at) > now then return {} end
local one = webhook_of(string.match(name, '^%S+'))
local id = redis.call('LINDEX', line_of(name), 0)
local head, body
if id then head, body = delivery_of(id) end
if not one or one.off_at then give_up(name, 'The webhook is off') return {} end
if not head then go_on(name) return {} end
set_due(name, now + tonumber(lease_ms))
return { id, body, one.url, one.secret }
