-- home/row_written: the homes of those concerned show what home/row_claim answered.
-- `due_next` is when it is due next, or ''; then each user and what they were told, '' for nothing any more, in turn.
-- The rest as in tail.
-- Publishes nothing. Answers 1, or 0 when the session has changed meanwhile: then it is due again.
local header, run = unpack(KEYS)
local FIRST_USER = 6
local session_id, log_length, caller, lease, due_next = unpack(ARGV, 1, FIRST_USER - 1)
-- include session/parts/tail
local changed = string.match(header, '^rt:{b%d+}:') .. 'index:home:changed'
local homes = header .. ':homes'
for i = FIRST_USER, #ARGV, 2 do
  local user, told = ARGV[i], ARGV[i + 1]
  if told == '' then redis.call('HDEL', homes, user) else redis.call('HSET', homes, user, told) end
end
local is_told = false
for _, name in ipairs(redis.call('HKEYS', homes)) do is_told = is_told or string.sub(name, 1, 1) ~= '#' end
if not is_told then redis.call('DEL', homes) end
if redis.call('ZSCORE', changed, session_id) ~= lease then return 0 end
if due_next == '' then redis.call('ZREM', changed, session_id) else redis.call('ZADD', changed, due_next, session_id) end
return 1
