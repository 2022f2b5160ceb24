-- fleet/read: the processes, the last minutes, and the position at which this is true.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] ms without a report after which a process is gone, ARGV[5]
-- how many minutes.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, {process…}, {minute…}}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include fleet/shared
local refused = refuse_unless('fleet', 'read')
if refused then return refused end
local found = present(tonumber(ARGV[4]))
return { epoch('fleet'), tonumber(redis.call('HGET', header, 'seq:fleet') or '0'), whole_number(now), found,
  redis.call('LRANGE', header .. ':minutes', -tonumber(ARGV[5]), -1) }
