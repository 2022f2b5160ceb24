-- people/slow_mode: sets the seconds between two moments or edits of one person (PE12); 0 is none. Takes `header`.
-- include people/common
local function set_slow(seconds)
  if seconds == '0' then redis.call('HDEL', header, 'slow') else redis.call('HSET', header, 'slow', seconds) end
  for _, feed in ipairs(own.feeds) do emit(feed, 'slow_mode_changed', '{"seconds":' .. seconds .. '}') end
end
