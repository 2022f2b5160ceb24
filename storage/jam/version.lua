-- jam/version: keeps an earlier state of a jam. Part of jam_edit.
-- Adds a version of the state, with `seq`, time and author of its last edit, and drops the oldest beyond ARGV[11]. Answers by
-- how many bytes the content grows: `checkpoint_sizes` in the header has the size of each, so that dropping one needs no
-- reading.
local function keep_version(version, seq)
  local last = redis.call('HMGET', header, 'updated_at', 'updated_by')
  redis.call('XADD', header .. ':checkpoints', 'MAXLEN', ARGV[11], '*', 'at', last[1], 'by', last[2] or 'null', 'state', version)
  local sizes = {}
  for one in string.gmatch(redis.call('HGET', header, 'checkpoint_sizes') or '', '%d+') do sizes[#sizes + 1] = one end
  sizes[#sizes + 1] = #version
  local dropped = #sizes > tonumber(ARGV[11]) and table.remove(sizes, 1) or 0
  redis.call('HSET', header, 'checkpoint_sizes', table.concat(sizes, ','), 'checkpoint_seq', seq, 'checkpoint_at', int(now))
  return #version - dropped
end
