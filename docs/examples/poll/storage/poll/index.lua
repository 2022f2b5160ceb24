-- poll/index: what the indexes have of a poll. Takes `header`.
-- include admin/measure
kinds.poll = {
  name = function() return redis.call('HGET', header, 'question') or '' end,
  size = function() return estimated({ 'question', 'options' }, { ':votes', ':counts' }) end,
}
