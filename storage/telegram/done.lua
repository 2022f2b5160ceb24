-- telegram/done: an update has been handled: it leaves the mailbox, and what it answers is queued, in one step. So an
-- answer is queued once, however often the update was handled.
-- KEYS[1] the chat's mailbox, KEYS[2] the index of chats with mail, KEYS[3] its claims, KEYS[4] its lease, KEYS[5] its
-- queue of messages, KEYS[6] the index of chats with messages, KEYS[7] its burst (hash), KEYS[8] the index of bursts;
-- ARGV[1] chat id, ARGV[2] who claimed it, ARGV[3] entry, ARGV[4] messages a queue holds, ARGV[5] '' or what a material
-- adds to the burst: {session, before, after, message} as JSON, ARGV[6] ms of quiet that end a burst, ARGV[7] ms after
-- which it ends in any case, ARGV[8…] messages as JSON.
-- Publishes nothing. Answers 1, or 0 when somebody else was quicker.
-- include telegram/queue
local chat, most, now = ARGV[1], ARGV[4], unix_ms()
if redis.call('XDEL', KEYS[1], ARGV[3]) == 0 then return 0 end
redis.call('HDEL', KEYS[3], ARGV[3] .. ':ids', ARGV[3] .. ':attempts', ARGV[3] .. ':target')
if redis.call('GET', KEYS[4]) == ARGV[2] then redis.call('DEL', KEYS[4]) end
if redis.call('XLEN', KEYS[1]) == 0 then
  redis.call('ZREM', KEYS[2], chat)
else
  redis.call('ZADD', KEYS[2], string.format('%d', now), chat)
end
if ARGV[5] ~= '' then
  local material = cjson.decode(ARGV[5])
  local before = redis.call('HGET', KEYS[7], 'session')
  if before and before ~= material.session then acknowledge(KEYS[7], KEYS[5], KEYS[6], chat, most) end
end
for i = 8, #ARGV do queue(KEYS[5], KEYS[6], chat, most, ARGV[i]) end
if ARGV[5] ~= '' then
  local material = cjson.decode(ARGV[5])
  redis.call('HINCRBY', KEYS[7], 'count', 1)
  redis.call('HSETNX', KEYS[7], 'latest', string.format('%d', now + ARGV[7]))
  redis.call('HSET', KEYS[7], 'session', material.session, 'before', material.before, 'after', material.after,
    'message', cjson.encode(material.message))
  local latest = tonumber(redis.call('HGET', KEYS[7], 'latest'))
  redis.call('ZADD', KEYS[8], string.format('%d', math.min(latest, now + ARGV[6])), chat)
end
return 1
