-- clip/audience: how many viewers one process has; a process that dies no longer counts when its entry expires after
-- `entry_ms`. Two signals are at least `pause_ms` apart; after `repeat_ms` an unchanged sum is published again.
-- Refuses session_not_found. Publishes the signal `audience` to both feeds, at most once a second for all processes
-- together (SY21), and the signal `heat` as in
-- clip/heat/tell. Answers 1, or 0 when the sum was not published yet: report again.
local header, run = unpack(KEYS)
local session_id, log_length, caller, process_id, own_viewers, entry_ms, pause_ms, repeat_ms = unpack(ARGV)
-- include clip/access
local refused = refuse_unless('clip', 'read')
if refused then return refused end
local audience = header .. ':audience'
if own_viewers == '0' then
  redis.call('HDEL', audience, process_id)
else
  redis.call('HSET', audience, process_id, own_viewers .. ':' .. string.format('%d', now + entry_ms))
end
local viewers = 0
local entries = redis.call('HGETALL', audience)
for i = 1, #entries, 2 do
  local count, until_ms = string.match(entries[i + 1], '(%d+):(%d+)')
  if tonumber(until_ms) > now then
    viewers = viewers + count
  else
    redis.call('HDEL', audience, entries[i])
  end
end
local sum = string.format('%d', viewers)
local told, shows_heat = unpack(redis.call('HMGET', header, 'told', 'shows_heat'))
if shows_heat == '1' then
  -- include clip/heat/tell
  tell_heat()
end
local known, at = string.match(told or '0:0', '(%d+):(%d+)')
local ago = math.abs(now - at) -- a clock that was set back must not stop the signals
if known == sum and ago < tonumber(repeat_ms) then return 1 end
if ago < tonumber(pause_ms) then return 0 end
redis.call('HSET', header, 'told', sum .. ':' .. string.format('%d', now))
local json = table.concat({ 's {"session_id":"', session_id, '","type":"audience","by":null,"data":{"viewers":', sum,
  '}}' })
redis.call('SPUBLISH', header .. ':feed:public', json)
redis.call('SPUBLISH', header .. ':feed:control', json)
return 1
