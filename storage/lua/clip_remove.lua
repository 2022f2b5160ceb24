-- clip_remove: removes a moment.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] clip id.
-- Refuses session_not_found, forbidden, not_found. Publishes clip_removed to `control`.
-- include clip_shared
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local stored = redis.call('HGET', clips, ARGV[5])
if not stored then return refuse('not_found', 'This moment does not exist') end

local clip = cjson.decode(stored)
local score = clip.segment_index * 10000000 + clip.offset_seconds
for _, member in ipairs(redis.call('ZRANGEBYSCORE', order, score, score)) do
  if string.sub(member, 12) == ARGV[5] then redis.call('ZREM', order, member) end
end
redis.call('HDEL', clips, ARGV[5])
forget_clips({ ARGV[5] })
emit('control', 'clip_removed', '{"clip_id":"' .. ARGV[5] .. '"}')
return 1
