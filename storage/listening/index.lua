-- listening/index: what the indexes have of a listening history. Takes `header`.
-- include admin/measure
kinds.listening = {
  name = function() return redis.call('HGET', header, 'name') or '' end,
  size = function() return estimated({ 'name' }, { ':entries', ':books', ':places', ':marks' }) end,
}
