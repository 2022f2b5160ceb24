-- jobs/count: how many runs are not over and how many have failed, in the buckets of one slot.
-- KEYS are the run ids of the buckets, ARGV the kinds of sessions that have jobs. Publishes nothing. Answers {not over,
-- failed}; the tasks of admins never fail for good.
local waiting, failed = 0, 0
for _, run in ipairs(KEYS) do
  local indexes = string.match(run, '^rt:{b%d+}:') .. 'index:'
  waiting = waiting + redis.call('ZCARD', indexes .. 'admin:jobs')
  for _, kind in ipairs(ARGV) do
    waiting = waiting + redis.call('ZCARD', indexes .. kind .. ':jobs')
    failed = failed + redis.call('ZCARD', indexes .. kind .. ':failed')
  end
end
return { waiting, failed }
