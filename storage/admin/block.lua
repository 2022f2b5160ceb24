-- admin/block: blocks a user or a network, or lifts a block (AB3). The line of the audit log is written in the same step.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] `block` or `lift`, ARGV[5] the block's id, ARGV[6] the
-- block as JSON or '', ARGV[7] for how many ms, 0 for ever, ARGV[8] the most blocks, ARGV[9] the line for the audit log,
-- ARGV[10] the most lines there and ARGV[11] for how many ms.
-- Refuses session_not_found, forbidden, not_found, too_large. Publishes `block_changed` and `audited`. Answers the block as
-- JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include admin/blocks
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local stored = redis.call('HGET', blocks, ARGV[5])
if ARGV[4] == 'lift' and not stored then return refuse('not_found', 'There is no such block') end
refused = ARGV[4] == 'block' and refuse_another_block(ARGV[5], tonumber(ARGV[8]))
if refused then return refused end

note_done(ARGV[9], ARGV[10], tonumber(ARGV[11]))
if ARGV[4] == 'block' then return put_block(ARGV[5], ARGV[6], tonumber(ARGV[7])) end
redis.call('HDEL', blocks, ARGV[5])
redis.call('ZREM', block_ends, ARGV[5])
told_of_block(stored, true)
return stored
