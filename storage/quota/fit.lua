-- quota/fit: lowers what a session has reserved when it takes much less, and drops logs that nobody needs any more: a client
-- that was away for a day gets a snapshot.
-- KEYS[1] header; ARGV[1] the payer, ARGV[2] bytes that may be reserved beyond what is used, ARGV[3] ms without an event
-- after which a log goes.
-- Answers what is reserved at this payer's expense, also for a session in the bin; 0 without one.
-- include session/parts/clock
for _, header in ipairs({ KEYS[1], KEYS[1] .. ':binned' }) do
  local f = redis.call('HMGET', header, 'payer', 'bytes', 'reserved')
  if f[1] == ARGV[1] then
    for _, feed in ipairs({ 'main', 'public', 'control', 'events' }) do
      local log = KEYS[1] .. ':log:' .. feed
      local last = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
      local at = last and string.match(last[2][2], '"at":(%d+)')
      if at and tonumber(at) + tonumber(ARGV[3]) < unix_ms() then
        redis.call('UNLINK', log)
        redis.call('HDEL', header, 'logged:' .. feed, 'log_steps:' .. feed)
      end
    end
    local most = tonumber(f[2]) + tonumber(ARGV[2])
    if tonumber(f[3]) <= most then return tonumber(f[3]) end
    redis.call('HSET', header, 'reserved', most)
    return most
  end
end
return 0
