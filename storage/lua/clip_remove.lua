-- clip_remove: removes a moment.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] clip id.
-- Refuses session_not_found, forbidden, not_found. Publishes clip_removed to `control`.
-- include clip_shared
-- include row
local refused = refuse_unless('clip', 'control')
if refused then return refused end
if redis.call('HEXISTS', clips, ARGV[5]) == 0 then return refuse('not_found', 'This moment does not exist') end

local numbers = of_author(redis.call('HGET', header .. ':author', ARGV[5]))
redis.call('ZREM', order, string.format('%010d:%s', redis.call('HGET', numbers, ARGV[5]), ARGV[5]))
forget_clips({ ARGV[5] })
emit('control', 'clip_removed', '{"clip_id":"' .. ARGV[5] .. '"}')
change_row(now)
return 1
