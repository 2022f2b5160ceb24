-- admin/block: blocks a user or a network, or lifts a block (AB3). The line of the audit log is written in the same
-- step. `what` is `block` or `lift`, `block` JSON or '', `block_ms` how long it lasts, 0 for ever; `line` is for the
-- audit log, which keeps `most_lines`, each for `keep_ms`. The rest as in tail.
-- Refuses session_not_found, forbidden, not_found, too_large. Publishes `block_changed` and `audited`. Answers the
-- block as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, what, id, block, block_ms, most_blocks, line, most_lines, keep_ms = unpack(ARGV)
-- include admin/blocks
local refused = refuse_unless('admin', 'change')
if refused then return refused end
local stored = redis.call('HGET', blocks, id)
if what == 'lift' and not stored then return refuse('not_found', 'There is no such block') end
refused = what == 'block' and refuse_another_block(id, tonumber(most_blocks))
if refused then return refused end

note_done(line, most_lines, tonumber(keep_ms))
if what == 'block' then return put_block(id, block, tonumber(block_ms)) end
redis.call('HDEL', blocks, id)
redis.call('ZREM', block_ends, id)
told_of_block(stored, true)
return stored
