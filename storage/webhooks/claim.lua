-- webhooks/claim: what a session has noted, and who owns it or helps to run it. The index of such sessions gets a later
-- time: if who claims is killed, another one does it again.
-- `lease_ms` is how much later, `most` how many events are answered. The rest as in tail and people/common.
-- Publishes nothing. Answers {} when it is not due, {0} without a session, when what was noted is dropped; otherwise {1,
-- {event…}, {user…}, the Telegram id whose session it is or ''}. An event is its number, the session's epoch, its type
-- and what is sent, with blanks between them.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, lease_ms, most = unpack(ARGV)
-- include people/common
local noted = string.match(header, '^rt:{b%d+}:') .. 'index:webhooks:noted'
local due_at = redis.call('ZSCORE', noted, session_id)
if not due_at or tonumber(due_at) > now then return {} end
if not own then
  -- One that came back from the bin after the caller found no session: the next look takes it.
  if redis.call('EXISTS', header) == 1 then return {} end
  redis.call('DEL', header .. ':outbox')
  redis.call('ZREM', noted, session_id)
  return { 0 }
end
redis.call('ZADD', noted, string.format('%d', now + tonumber(lease_ms)), session_id)
local users = header_owners()
local stored = redis.call('HGETALL', members)
for i = 1, #stored, 2 do
  local role = string.match(stored[i + 1], '^%S+')
  if role == 'owner' or role == 'co-owner' then users[#users + 1] = stored[i] end
end
return { 1, redis.call('LRANGE', header .. ':outbox', 0, tonumber(most) - 1), users, own.chat and own.chat() or '' }
