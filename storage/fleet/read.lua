-- fleet/read: the processes, the last `minutes` minutes, and the position at which this is true. A process without a
-- report for `gone_ms` is gone.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, {process…}, {minute…}}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, gone_ms, minutes = unpack(ARGV)
-- include fleet/common
local refused = refuse_unless('fleet', 'read')
if refused then return refused end
local reports = present(tonumber(gone_ms))
return { epoch('fleet'), tonumber(redis.call('HGET', header, 'seq:fleet') or '0'), whole_number(now), reports,
  redis.call('LRANGE', header .. ':minutes', -minutes, -1) }
