-- session/parts/trace: from which address a session was made, and where somebody sent something, for admins against
-- abuse (AB1, AB2): sorted sets by time in the session's bucket, which expire. `what` is `made` (by an address:
-- sessions), `sent` (by a user or an address: sessions) or `from` (a user: addresses). Takes `header` and `session_id`.
-- include session/parts/tail
local MOST_TRACED = 200

local function trace(what, who, value, keep_ms)
  if who == '' or value == '' or keep_ms <= 0 then return end
  local key = table.concat({ string.match(header, '^rt:{b%d+}:'), 'trace:', what, ':', who })
  redis.call('ZADD', key, string.format('%d', now), value)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('(%d', now - keep_ms))
  redis.call('ZREMRANGEBYRANK', key, 0, -MOST_TRACED - 1)
  redis.call('PEXPIRE', key, string.format('%d', keep_ms))
end

-- A session that was made just now, by an owner ('' for nobody) at an address.
local function trace_made(owner, address, keep_ms)
  trace('made', address, session_id, keep_ms)
  trace('from', owner, address, keep_ms)
end

-- The first thing that a user sent to this session, from an address.
local function trace_sent(user, address, keep_ms)
  trace('sent', user, session_id, keep_ms)
  trace('sent', address, session_id, keep_ms)
  trace('from', user, address, keep_ms)
end
