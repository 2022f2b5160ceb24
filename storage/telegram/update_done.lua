-- telegram/update_done: an update has been handled: it leaves the mailbox, and what it answers is queued, in one step.
-- So an answer is queued once, however often the update was handled.
-- `mail` is the index of chats with mail, `messages` the chat's queue, which holds `most`, `waiting` the index of chats
-- with messages, `burst` a hash, `bursts` their index. `process` claimed the entry. `added` is '' or what a material
-- adds to the burst: {session, before, after, message} as JSON; `quiet_ms` of quiet end a burst, and `longest_ms` in
-- any case. Messages as JSON follow.
-- Publishes nothing. Answers how many updates are left, or -1 when somebody else was quicker.
local mailbox, mail, claims, lease, messages, waiting, burst, bursts = unpack(KEYS)
local FIRST_MESSAGE = 8
local chat, process, entry, most, added, quiet_ms, longest_ms = unpack(ARGV, 1, FIRST_MESSAGE - 1)
-- include telegram/queue
local now, material = unix_ms(), nil
if redis.call('XDEL', mailbox, entry) == 0 then return -1 end
redis.call('HDEL', claims, entry .. ':ids', entry .. ':attempts', entry .. ':target')
if redis.call('GET', lease) == process then redis.call('DEL', lease) end
local left = redis.call('XLEN', mailbox)
if left == 0 then
  redis.call('ZREM', mail, chat)
else
  redis.call('ZADD', mail, string.format('%d', now), chat)
end
if added ~= '' then
  material = cjson.decode(added)
  local before = redis.call('HGET', burst, 'session')
  if before and before ~= material.session then acknowledge(burst, messages, waiting, chat, most) end
end
for i = FIRST_MESSAGE, #ARGV do queue(messages, waiting, chat, most, ARGV[i]) end
if material then
  redis.call('HINCRBY', burst, 'count', 1)
  redis.call('HSETNX', burst, 'latest', string.format('%d', now + longest_ms))
  redis.call('HSET', burst, 'session', material.session, 'before', material.before, 'after', material.after,
    'message', cjson.encode(material.message))
  local latest = tonumber(redis.call('HGET', burst, 'latest'))
  redis.call('ZADD', bursts, string.format('%d', math.min(latest, now + quiet_ms)), chat)
end
return left
