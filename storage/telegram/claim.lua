-- telegram/claim: the next update of a chat, for one bot process. Until its lease ends nobody else gets an update of
-- this chat. The update stays in the mailbox until it is done (telegram/update_done).
-- `mail` is the index of chats with mail, `claims` a hash; `ids` are for what the update makes: the first claim keeps
-- them, and every later one gets the same.
-- Publishes nothing. Answers {} when there is nothing to do, else {entry, update, ids, which attempt, target or ''}.
local mailbox, mail, claims, lease = unpack(KEYS)
local chat, process, lease_ms, ids = unpack(ARGV)
-- include session/parts/clock
-- include session/parts/entry
local holder = redis.call('GET', lease)
if holder and holder ~= process then return {} end
local id, _, update = read_entry(redis.call('XRANGE', mailbox, '-', '+', 'COUNT', 1)[1])
if not id then
  redis.call('ZREM', mail, chat)
  redis.call('DEL', claims, lease)
  return {}
end
redis.call('SET', lease, process, 'PX', lease_ms)
redis.call('ZADD', mail, string.format('%d', unix_ms() + lease_ms), chat)
redis.call('HSETNX', claims, id .. ':ids', ids)
local attempt = redis.call('HINCRBY', claims, id .. ':attempts', 1)
local kept_ids, target = unpack(redis.call('HMGET', claims, id .. ':ids', id .. ':target'))
return { id, update, kept_ids, attempt, target or '' }
