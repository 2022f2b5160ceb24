-- script_keys/make: a new key for scripts, whose maker's home is made when there is none.
-- `owner` and `new_epoch` are for a new home; `id` is the digest; `claims` are JSON; `scopes` words with blanks between
-- them; `session` is '' for all sessions, `in_address` '1' or '0', `ends_at` Unix ms or ''; `most` may work at once. The
-- rest as in tail.
-- Refuses forbidden, too_large. Publishes nothing. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, owner, new_epoch, id, claims, name, scopes, session, in_address, ends_at, most =
  unpack(ARGV)
-- include script_keys/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
if not has(ids, owner) then return refuse('forbidden') end
local works, gone = 0, {}
for _, one in ipairs(redis.call('ZRANGE', script_keys, 0, -1)) do
  local home, its_end, ended_at = unpack(redis.call('HMGET', record_of(one), 'home', 'ends_at', 'ended_at'))
  if not home then gone[#gone + 1] = one elseif not has_ended(its_end, ended_at) then works = works + 1 end
end
if works >= tonumber(most) then return refuse('too_large', most .. ' keys is the limit: end one first', 'limit', tonumber(most)) end

make_home(owner, new_epoch)
if #gone > 0 then redis.call('ZREM', script_keys, unpack(gone)) end
local at, record = string.format('%d', now), record_of(id)
redis.call('HSET', record, 'home', session_id, 'claims', claims, 'name', name, 'scopes', scopes, 'session', session,
  'in_address', in_address, 'made_at', at, 'ends_at', ends_at)
if ends_at ~= '' then redis.call('PEXPIREAT', record, string.format('%d', tonumber(ends_at) + LISTED_MS)) end
redis.call('ZADD', script_keys, at, id)
-- Of those that have ended, the list keeps as many as may work.
local more = redis.call('ZCARD', script_keys) - 2 * tonumber(most)
for _, one in ipairs(more > 0 and redis.call('ZRANGE', script_keys, 0, -1) or {}) do
  local its_end, ended_at = unpack(redis.call('HMGET', record_of(one), 'ends_at', 'ended_at'))
  if more > 0 and has_ended(its_end, ended_at) then
    redis.call('DEL', record_of(one))
    redis.call('ZREM', script_keys, one)
    more = more - 1
  end
end
return 1
