-- home/apply: a row of a user's home at a revision. An older revision changes nothing, and the same one nothing more.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the user, ARGV[5] epoch of a new home, ARGV[6] row id, ARGV[7]
-- revision, ARGV[8] the row as JSON or '' when it goes, ARGV[9] when it was changed, ARGV[10] the most rows, ARGV[11] how long
-- a removed row is remembered, ms.
-- Refuses forbidden. Publishes row_changed or row_removed, unless nothing changed. Answers 1, or 0 when nothing changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include home/shared
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
local id, revision, json = ARGV[6], ARGV[7], ARGV[8]
local stored = redis.call('HGET', rows, id)
local before, shown = string.match(stored or '', '^(%d+) (.*)$')
local removed = redis.call('ZSCORE', gone, id)
if before and tonumber(before) >= tonumber(revision) or removed and tonumber(removed) >= tonumber(revision) then return 0 end

local function remove(one, at_revision)
  redis.call('HDEL', rows, one)
  redis.call('ZREM', order, one)
  redis.call('ZADD', gone, at_revision, one)
  emit('rows', 'row_removed', '{"id":' .. cjson.encode(one) .. '}')
end
if json == '' then
  redis.call('ZREMRANGEBYSCORE', gone, '-inf', string.format('(%.0f', (now - tonumber(ARGV[11])) * 1000))
  if stored then remove(id, revision) elseif redis.call('EXISTS', header) == 1 then redis.call('ZADD', gone, revision, id) end
  return stored and 1 or 0
end
make_home(ARGV[4], ARGV[5])
redis.call('HSET', rows, id, revision .. ' ' .. json)
if shown == json then return 0 end
redis.call('ZADD', order, ARGV[9], id)
redis.call('ZREM', gone, id)
emit('rows', 'row_changed', '{"row":' .. json .. '}')
local oldest = redis.call('HLEN', rows) > tonumber(ARGV[10]) and redis.call('ZRANGE', order, 0, 0)[1]
-- Without its revision: its session brings it back with its next change.
if oldest then remove(oldest, '0') end
return 1
