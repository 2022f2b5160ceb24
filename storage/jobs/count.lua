-- jobs/count: how many runs are not over and how many have failed, in the buckets of one slot.
-- KEYS are the run ids of the buckets. Publishes nothing. Answers {not over, failed}.
local waiting, failed = 0, 0
for _, run in ipairs(KEYS) do
  local indexes = string.match(run, '^rt:{b%d+}:') .. 'index:'
  waiting = waiting + redis.call('ZCARD', indexes .. 'voice:jobs') + redis.call('ZCARD', indexes .. 'admin:jobs')
  failed = failed + redis.call('ZCARD', indexes .. 'voice:failed')
end
return { waiting, failed }
