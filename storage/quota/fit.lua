-- quota/fit: lowers what a session has reserved when it takes much less, and drops logs that nobody needs any more: a
-- client that was away for a day gets a snapshot.
-- `room` is how many bytes may be reserved beyond what is used; a log goes after `silent_ms` without an event.
-- Answers what is reserved at this payer's expense, also for a session in the bin; 0 without one.
local session = unpack(KEYS)
local payer, room, silent_ms = unpack(ARGV)
-- include session/parts/clock
-- include session/parts/entry
for _, header in ipairs({ session, session .. ':binned' }) do
  local paid_by, bytes, reserved = unpack(redis.call('HMGET', header, 'payer', 'bytes', 'reserved'))
  if paid_by == payer then
    for _, feed in ipairs({ 'main', 'public', 'control', 'events' }) do
      local log = session .. ':log:' .. feed
      local _, _, json = read_entry(redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1])
      local at = json and string.match(json, '"at":(%d+)')
      if at and tonumber(at) + tonumber(silent_ms) < unix_ms() then
        redis.call('UNLINK', log)
        redis.call('HDEL', header, 'logged:' .. feed, 'log_steps:' .. feed)
      end
    end
    local most = bytes + room
    if tonumber(reserved) <= most then return tonumber(reserved) end
    redis.call('HSET', header, 'reserved', most)
    return most
  end
end
return 0
