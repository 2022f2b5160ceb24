-- home/apply: a row of a user's home at a revision. An older revision changes nothing, and the same one nothing more.
-- `owner` and `new_epoch` are for a new home; `id` is the row's, `json` the row or '' when it goes, `changed_at` when
-- it was changed; a removed row is remembered for `gone_ms`. The rest as in tail.
-- Refuses forbidden. Publishes row_changed or row_removed, unless nothing changed. Answers 1, or 0 when nothing
-- changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller, owner, new_epoch, id, revision, json, changed_at, most_rows, gone_ms =
  unpack(ARGV)
-- include home/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
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
  redis.call('ZREMRANGEBYSCORE', gone, '-inf', string.format('(%.0f', (now - tonumber(gone_ms)) * 1000))
  if stored then remove(id, revision) elseif redis.call('EXISTS', header) == 1 then redis.call('ZADD', gone, revision, id) end
  return stored and 1 or 0
end
make_home(owner, new_epoch)
redis.call('HSET', rows, id, revision .. ' ' .. json)
if shown == json then return 0 end
redis.call('ZADD', order, changed_at, id)
redis.call('ZREM', gone, id)
emit('rows', 'row_changed', '{"row":' .. json .. '}')
local oldest = redis.call('HLEN', rows) > tonumber(most_rows) and redis.call('ZRANGE', order, 0, 0)[1]
-- Without its revision: its session brings it back with its next change.
if oldest then remove(oldest, '0') end
return 1
