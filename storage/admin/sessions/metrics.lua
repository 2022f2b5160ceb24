-- admin/sessions/metrics: how many sessions there are, and what they take, from the indexes of some buckets (K25): nothing is
-- counted one by one.
-- KEYS the run ids of the buckets; ARGV[1] ms within which a session counts as active, ARGV[2] ms after which it is
-- orphaned, ARGV[3..] the kinds.
-- Publishes nothing. Answers for each kind, all buckets together: sessions, active, created today (UTC), orphaned,
-- bytes, the sum of their ages at the last access in ms, made today and remixed today (deleted ones included), and the
-- longest chain of remixes.
-- include session/parts/clock
local now, found = unix_ms(), {}
local today = math.floor(now / 86400000)
local function int(number) return string.format('%.0f', number) end
local active_from, orphaned_to = int(now - tonumber(ARGV[1])), int(now - tonumber(ARGV[2]))
local today_from = int(today * 86400000)
for i = 3, #ARGV do
  local sums = { 0, 0, 0, 0, 0, 0, 0, 0, 0 }
  for _, run in ipairs(KEYS) do
    local index = string.match(run, '^rt:{b%d+}:') .. 'index:' .. ARGV[i] .. ':'
    local count = redis.call('ZCARD', index .. 'created')
    if count > 0 then
      sums[1] = sums[1] + count
      sums[2] = sums[2] + redis.call('ZCOUNT', index .. 'accessed', active_from, '+inf')
      sums[3] = sums[3] + redis.call('ZCOUNT', index .. 'created', today_from, '+inf')
      sums[4] = sums[4] + redis.call('ZCOUNT', index .. 'accessed', '-inf', orphaned_to)
      local deepest = redis.call('ZRANGE', index .. 'depth', 0, 0, 'REV', 'WITHSCORES')[2]
      sums[9] = math.max(sums[9], tonumber(deepest or '0'))
    end
    local kept = redis.call('HMGET', index .. 'totals', 'bytes', 'age', 'made:' .. today, 'remixed:' .. today)
    for place = 1, 4 do sums[4 + place] = sums[4 + place] + (tonumber(kept[place] or '0')) end
  end
  for place = 1, 9 do found[#found + 1] = int(sums[place]) end
end
return found
