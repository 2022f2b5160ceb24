-- admin/sessions/metrics: how many sessions there are, and what they take, from the indexes of some buckets (K25):
-- nothing is counted one by one.
-- KEYS are the run ids of the buckets. A session counts as active for `active_ms` and is orphaned after `orphaned_ms`;
-- then come the kinds.
-- Publishes nothing. Answers for each kind, all buckets together: sessions, active, created today (UTC), orphaned,
-- bytes, the sum of their ages at the last access in ms, made today and remixed today (deleted ones included), and the
-- longest chain of remixes.
local FIRST_KIND = 3
local active_ms, orphaned_ms = unpack(ARGV, 1, FIRST_KIND - 1)
-- include session/parts/clock
local now, sums = unix_ms(), {}
local today = math.floor(now / 86400000)
local function int(number) return string.format('%.0f', number) end
local active_from, orphaned_to = int(now - tonumber(active_ms)), int(now - tonumber(orphaned_ms))
local today_from = int(today * 86400000)
for i = FIRST_KIND, #ARGV do
  local count, active, new, orphaned, bytes, age, made, remixed, deepest = 0, 0, 0, 0, 0, 0, 0, 0, 0
  for _, run in ipairs(KEYS) do
    local index = string.match(run, '^rt:{b%d+}:') .. 'index:' .. ARGV[i] .. ':'
    local here = redis.call('ZCARD', index .. 'created')
    if here > 0 then
      count = count + here
      active = active + redis.call('ZCOUNT', index .. 'accessed', active_from, '+inf')
      new = new + redis.call('ZCOUNT', index .. 'created', today_from, '+inf')
      orphaned = orphaned + redis.call('ZCOUNT', index .. 'accessed', '-inf', orphaned_to)
      local _, depth = unpack(redis.call('ZRANGE', index .. 'depth', 0, 0, 'REV', 'WITHSCORES'))
      deepest = math.max(deepest, tonumber(depth or '0'))
    end
    local more_bytes, more_age, more_made, more_remixed = unpack(redis.call('HMGET', index .. 'totals', 'bytes', 'age',
      'made:' .. today, 'remixed:' .. today))
    bytes, age = bytes + tonumber(more_bytes or '0'), age + tonumber(more_age or '0')
    made, remixed = made + tonumber(more_made or '0'), remixed + tonumber(more_remixed or '0')
  end
  for _, sum in ipairs({ count, active, new, orphaned, bytes, age, made, remixed, deepest }) do sums[#sums + 1] = int(sum) end
end
return sums
