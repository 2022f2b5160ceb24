-- poll/index: what the indexes have of a poll.
kinds.poll = {
  name = function() return redis.call('HGET', header, 'question') or '' end,
  size = function() return estimated({ 'question', 'options' }, { ':votes', ':counts' }) end,
}
