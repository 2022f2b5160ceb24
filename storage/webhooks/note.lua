-- webhooks/note: notes an event of a session for the webhooks of those who own it or help to run it, in the step of the
-- change. storage/webhooks/relay.py takes it to them: they are in other buckets.
-- Takes `header` and `session_id`.
-- include admin/indexes
-- include session/parts/json_text
-- include session/parts/iso
local MOST_NOTED = 1000 -- while no worker takes them; then the oldest are lost

-- `more` are further fields of what is sent, as JSON that begins with a comma, or ''.
local function note_event(kind, type, more)
  local outbox = header .. ':outbox'
  local number = redis.call('HINCRBY', header, 'noted', 1)
  redis.call('RPUSH', outbox, table.concat({ string.format('%d', number), ' ', redis.call('HGET', header, 'epoch') or '0', ' ',
    type, ' {"type":"', type, '","timestamp":"', iso(now), '","data":{"session_id":"', session_id, '","kind":"', kind,
    '","title":', quoted(kinds[kind].name()), more, '}}' }))
  redis.call('LTRIM', outbox, -MOST_NOTED, -1)
  redis.call('ZADD', string.match(header, '^rt:{b%d+}:') .. 'index:webhooks:noted', 'LT', string.format('%d', now), session_id)
end
