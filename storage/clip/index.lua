-- clip/index: what the indexes have of a clip session. Takes `header`.
-- include admin/measure
kinds.clip = {
  name = function() return redis.call('HGET', header, 'title') or '' end,
  size = function() return estimated({ 'title', 'game' }, { ':segments', ':clips' }) end,
}
