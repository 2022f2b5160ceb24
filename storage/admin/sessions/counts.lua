-- admin/sessions/counts: how many sessions there are and how many of them are orphaned, in some buckets, as
-- admin/sessions/metrics counts them; for each page of the list (K26).
-- KEYS are the run ids of the buckets. `orphaned_ms` is the ms after which a session is orphaned; then come the kinds.
-- Publishes nothing. Answers sessions and orphaned ones, of all these kinds together.
local FIRST_KIND = 2
local orphaned_ms = unpack(ARGV, 1, FIRST_KIND - 1)
-- include session/parts/clock
local orphaned_to = string.format('%.0f', unix_ms() - tonumber(orphaned_ms))
local total, orphaned = 0, 0
for _, run in ipairs(KEYS) do
  local indexes = string.match(run, '^rt:{b%d+}:') .. 'index:'
  for i = FIRST_KIND, #ARGV do
    local index = indexes .. ARGV[i]
    local count = redis.call('ZCARD', index .. ':created')
    if count > 0 then
      total = total + count
      orphaned = orphaned + redis.call('ZCOUNT', index .. ':accessed', '-inf', orphaned_to)
    end
  end
end
return { total, orphaned }
