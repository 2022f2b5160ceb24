-- webhooks/common: somebody's webhooks, in the bucket of their home. `webhooks` has each one's fields as JSON by its id:
-- `url`, `secret`, `events`, `session` or '', `made_at`, and how it goes: `failing_since`, `off_at`, `why`, `sent_at`,
-- `sent`, `took_ms`. `deliveries` has what is sent, by its id: a head of JSON, a line break, the body. `kept` are their
-- ids by when they came; a line, one for each webhook and session, has the ids of what waits, in order.
-- Takes `header` and `session_id`.
-- include home/common
local MOST_KEPT, MOST_WAITING = 200, 500
local webhooks, deliveries, kept = header .. ':webhooks', header .. ':deliveries', header .. ':deliveries_kept'
local lines = header .. ':lines'
local due = string.match(header, '^rt:{b%d+}:') .. 'index:webhooks:due'

local function line_of(name) return header .. ':line:' .. name end
local function webhook_of(id)
  local stored = redis.call('HGET', webhooks, id)
  return stored and cjson.decode(stored)
end
local function keep_webhook(id, one) redis.call('HSET', webhooks, id, cjson.encode(one)) end

-- The head and the body of a delivery; nothing for one that is forgotten.
local function delivery_of(id)
  local stored = redis.call('HGET', deliveries, id)
  if not stored then return nil end
  local head, body = string.match(stored, '^([^\n]*)\n(.*)$')
  return cjson.decode(head), body
end
local function keep_delivery(id, head, body) redis.call('HSET', deliveries, id, cjson.encode(head) .. '\n' .. body) end

local function set_due(name, at)
  redis.call('SADD', lines, name)
  redis.call('ZADD', due, string.format('%d', at), session_id .. ' ' .. name)
end

-- The first of a line has been dealt with: the next one is due, or the line is empty.
local function go_on(name)
  redis.call('LPOP', line_of(name))
  if redis.call('LLEN', line_of(name)) > 0 then return set_due(name, now) end
  redis.call('SREM', lines, name)
  redis.call('ZREM', due, session_id .. ' ' .. name)
end

-- What waits in a line is not sent any more.
local function give_up(name, why)
  for _, id in ipairs(redis.call('LRANGE', line_of(name), 0, -1)) do
    local head, body = delivery_of(id)
    if head then
      head.state, head.error, head.next_at = 'failed', why, nil
      keep_delivery(id, head, body)
    end
  end
  redis.call('DEL', line_of(name))
  redis.call('SREM', lines, name)
  redis.call('ZREM', due, session_id .. ' ' .. name)
end

-- A webhook is off: nothing of it waits any more.
local function end_lines(webhook_id, why)
  for _, name in ipairs(redis.call('SMEMBERS', lines)) do
    if string.sub(name, 1, #webhook_id) == webhook_id then give_up(name, why) end
  end
end

-- Of what does not wait, the newest are kept.
local function forget_old()
  local more = redis.call('ZCARD', kept) - MOST_KEPT
  for _, id in ipairs(more > 0 and redis.call('ZRANGE', kept, 0, MOST_WAITING) or {}) do
    local head = more > 0 and delivery_of(id)
    if more > 0 and (not head or head.state ~= 'waiting') then
      redis.call('HDEL', deliveries, id)
      redis.call('ZREM', kept, id)
      more = more - 1
    end
  end
end
