-- telegram/claim: the next update of a chat, for one bot process. Until its lease ends nobody else gets an update of this
-- chat. The update stays in the mailbox until it is done (telegram_done).
-- KEYS[1] the chat's mailbox, KEYS[2] the index of chats with mail, KEYS[3] the chat's claims (hash), KEYS[4] its lease;
-- ARGV[1] chat id, ARGV[2] who claims, ARGV[3] ms of the lease, ARGV[4] ids for what the update makes: the first claim
-- keeps them, and every later one gets the same.
-- Publishes nothing. Answers {} when there is nothing to do, else {entry, update, ids, which attempt, target or ''}.
-- include session/parts/clock
local holder = redis.call('GET', KEYS[4])
if holder and holder ~= ARGV[2] then return {} end
local head = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if not head then
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('DEL', KEYS[3], KEYS[4])
  return {}
end
redis.call('SET', KEYS[4], ARGV[2], 'PX', ARGV[3])
redis.call('ZADD', KEYS[2], string.format('%d', unix_ms() + ARGV[3]), ARGV[1])
redis.call('HSETNX', KEYS[3], head[1] .. ':ids', ARGV[4])
local attempt = redis.call('HINCRBY', KEYS[3], head[1] .. ':attempts', 1)
local kept = redis.call('HMGET', KEYS[3], head[1] .. ':ids', head[1] .. ':target')
return { head[1], head[2][2], kept[1], attempt, kept[2] or '' }
