-- poll_access: who may do what in a poll. handlers/poll.py says the same.
-- include tail
rules.poll = {
  needed = { read = READER, vote = READER, close = OWNER },
  too_low = 'Only who made a poll closes it',
  level = function() return has(ids, redis.call('HGET', header, 'owner')) and OWNER or READER end,
}
