-- webhooks/report: what became of a delivery.
-- `name` is the line's, `id` the delivery's; `status` is the answer's or '', `took_ms` how long it took, `error` why it
-- was not taken or ''; `pauses` are the ms before each further attempt, with blanks between them, of which the last one
-- repeats; `lasts_ms` is how long it is tried, `off_ms` how long a webhook may fail, and `wants_no_more` is '1' when it said so.
-- Publishes nothing. Answers 1 when this has switched the webhook off, otherwise 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller, name, id, status, took_ms, error, pauses, lasts_ms, off_ms, wants_no_more = unpack(ARGV)
-- include webhooks/common
local webhook_id = string.match(name, '^%S+')
local one, first = webhook_of(webhook_id), redis.call('LINDEX', line_of(name), 0)
local head, body = delivery_of(id)
if not one or not head or first ~= id then return 0 end
head.attempts, head.first_at, head.tried_at = head.attempts + 1, head.first_at or now, now
head.status, head.took_ms, head.error, head.next_at = tonumber(status), tonumber(took_ms), error ~= '' and error or nil, nil
if error == '' then
  head.state = 'sent'
  one.failing_since, one.sent_at, one.sent = nil, now, one.sent + 1
  keep_webhook(webhook_id, one)
  keep_delivery(id, head, body)
  go_on(name)
  return 0
end
one.failing_since = one.failing_since or now
if wants_no_more == '1' or now - one.failing_since >= tonumber(off_ms) then
  one.off_at, one.why = now, error
  keep_webhook(webhook_id, one)
  keep_delivery(id, head, body)
  end_lines(webhook_id, 'The webhook is off')
  return 1
end
keep_webhook(webhook_id, one)
if now - head.first_at >= tonumber(lasts_ms) then
  head.state = 'failed'
  keep_delivery(id, head, body)
  go_on(name)
  return 0
end
local pause, place = 0, 0
for ms in string.gmatch(pauses, '%d+') do
  place = place + 1
  if place <= head.attempts then pause = tonumber(ms) end
end
head.next_at = now + pause
keep_delivery(id, head, body)
set_due(name, now + pause)
return 0
