-- home/row_done: the homes of those concerned show what `row_take` answered.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the lease, ARGV[5] when it is due next or '', then for each
-- user what they were told, '' for nothing any more.
-- Publishes nothing. Answers 1, or 0 when the session has changed meanwhile: then it is due again.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include session/parts/tail
local changed = string.match(header, '^rt:{b%d+}:') .. 'index:home:changed'
local homes = header .. ':homes'
for i = 6, #ARGV, 2 do
  if ARGV[i + 1] == '' then redis.call('HDEL', homes, ARGV[i]) else redis.call('HSET', homes, ARGV[i], ARGV[i + 1]) end
end
local is_told = false
for _, name in ipairs(redis.call('HKEYS', homes)) do is_told = is_told or string.sub(name, 1, 1) ~= '#' end
if not is_told then redis.call('DEL', homes) end
if redis.call('ZSCORE', changed, session_id) ~= ARGV[4] then return 0 end
if ARGV[5] == '' then redis.call('ZREM', changed, session_id) else redis.call('ZADD', changed, ARGV[5], session_id) end
return 1
