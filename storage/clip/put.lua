-- clip/put: puts a moment, which is JSON, into a session and among those of its author. Takes `header`.
-- include clip/common
local function put_clip(id, author, number, clip, segment_index, offset_seconds)
  redis.call('HSET', clips, id, clip)
  -- C14: by segment, then offset; members of equal score sort by the number in front, which is the order of creation.
  redis.call('ZADD', order, segment_index * 10000000 + offset_seconds, string.format('%010d:%s', number, id))
  redis.call('SADD', header .. ':authors', author)
  redis.call('HSET', header .. ':author', id, author)
  redis.call('HSET', (of_author(author)), id, number)
  redis.call('ZINCRBY', senders, 1, author)
end
