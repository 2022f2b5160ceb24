-- webhooks/enqueue: events of a session come to the webhooks of one of those who own it or help to run it. An event that
-- a webhook has already changes nothing: a relay that was killed does it again.
-- `of_session` is the session; then each event as claim answers it. The rest as in tail.
-- Publishes nothing. Answers the types that this person's webhooks listen to in the session.
local header, run = unpack(KEYS)
local FIRST_EVENT = 5
local session_id, log_length, caller, of_session = unpack(ARGV, 1, FIRST_EVENT - 1)
-- include webhooks/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
local heard, added = {}, 0
local waiting = 0
for _, name in ipairs(redis.call('SMEMBERS', lines)) do waiting = waiting + redis.call('LLEN', line_of(name)) end

local function add(webhook_id, event)
  local number, epoch, type, body = string.match(event, '^(%d+) (%S+) (%S+) (.*)$')
  local id, name = table.concat({ of_session, '-', epoch, '-', number, '-', webhook_id }), webhook_id .. ' ' .. of_session
  if redis.call('HEXISTS', deliveries, id) == 1 then return end
  added = added + 1
  local head = { webhook = webhook_id, session = of_session, type = type, at = now, state = 'waiting', attempts = 0 }
  if waiting >= MOST_WAITING then
    head.state, head.error = 'failed', 'Too many deliveries wait'
  else
    waiting = waiting + 1
    head.next_at = now
    redis.call('RPUSH', line_of(name), id)
    if redis.call('LLEN', line_of(name)) == 1 then set_due(name, now) end
  end
  keep_delivery(id, head, body)
  redis.call('ZADD', kept, string.format('%d', now), id)
end

local flat = redis.call('HGETALL', webhooks)
for i = 1, #flat, 2 do
  local one = cjson.decode(flat[i + 1])
  if not one.off_at and (one.session == '' or one.session == of_session) then
    local listens = {}
    for _, type in ipairs(one.events) do listens[type], heard[type] = true, true end
    for place = FIRST_EVENT, #ARGV do
      local event = ARGV[place]
      if listens[string.match(event, '^%d+ %S+ (%S+)')] then add(flat[i], event) end
    end
  end
end
if added > 0 then forget_old() end
local types = {}
for type in pairs(heard) do types[#types + 1] = type end
return types
