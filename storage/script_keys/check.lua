-- script_keys/check: a key for scripts as it calls. Gives `now`.
-- Takes `header`, the key of its record, and `counts_ms`, how long a check counts at most.
-- include session/parts/slot_guard
-- include session/parts/clock
local now = unix_ms()

-- Answers the refusal, or nil, the id of its maker's home and {claims, scopes, session, ends_at, in_address, until when
-- this check counts}. Notes the use, once in ten seconds.
local function check_key()
  local home, claims, scopes, session, ends_at, ended_at, used_at, in_address = unpack(redis.call('HMGET', header,
    'home', 'claims', 'scopes', 'session', 'ends_at', 'ended_at', 'used_at', 'in_address'))
  if not home then return { 'refused', 'unauthorized', 'This key is not known here, or has ended' } end
  if ended_at or ends_at ~= '' and tonumber(ends_at) <= now then
    return { 'refused', 'unauthorized', 'This key has ended' }
  end
  if now - tonumber(used_at or '0') >= 10000 then redis.call('HSET', header, 'used_at', string.format('%d', now)) end
  return nil, home, { claims, scopes, session, ends_at, in_address, string.format('%d', now + tonumber(counts_ms)) }
end
