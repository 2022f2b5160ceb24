-- admin/sessions/counts: how many sessions there are and how many of them are orphaned, in some buckets, as sessions_metrics counts
-- them; for each page of the list (K26).
-- KEYS the run ids of the buckets; ARGV[1] ms after which a session is orphaned, ARGV[2..] the kinds.
-- Publishes nothing. Answers sessions and orphaned ones, of all these kinds together.
-- include session/parts/clock
local orphaned_to = string.format('%.0f', unix_ms() - tonumber(ARGV[1]))
local total, orphaned = 0, 0
for _, run in ipairs(KEYS) do
  local indexes = string.match(run, '^rt:{b%d+}:') .. 'index:'
  for i = 2, #ARGV do
    local index = indexes .. ARGV[i]
    local count = redis.call('ZCARD', index .. ':created')
    if count > 0 then
      total = total + count
      orphaned = orphaned + redis.call('ZCOUNT', index .. ':accessed', '-inf', orphaned_to)
    end
  end
end
return { total, orphaned }
