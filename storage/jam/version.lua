-- jam/version: keeps an earlier state of a jam. Takes `header` and `checkpoints_kept`. Adds a version of the
-- state, with `seq`, time and author of its last edit, and drops the oldest beyond these. Answers by how many bytes the
-- content grows: `checkpoint_sizes` in the header has the size of each, so that dropping one needs no reading.
-- include jam/state
local function keep_version(version, seq)
  local at, author = unpack(redis.call('HMGET', header, 'updated_at', 'updated_by'))
  redis.call('XADD', header .. ':checkpoints', 'MAXLEN', checkpoints_kept, '*', 'at', at, 'by', author or 'null', 'state', version)
  local sizes = {}
  for one in string.gmatch(redis.call('HGET', header, 'checkpoint_sizes') or '', '%d+') do sizes[#sizes + 1] = one end
  sizes[#sizes + 1] = #version
  local dropped = #sizes > tonumber(checkpoints_kept) and table.remove(sizes, 1) or 0
  redis.call('HSET', header, 'checkpoint_sizes', table.concat(sizes, ','), 'checkpoint_seq', seq, 'checkpoint_at', int(now))
  return #version - dropped
end
