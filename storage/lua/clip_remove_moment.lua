-- clip_remove_moment: removes a moment with all its taps.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5..7] as in clip_moment.
-- Refuses session_not_found, forbidden, not_found. Publishes moment_removed to `control`. Answers how many taps it had.
-- include clip_moment
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local found = members()
if #found == 0 then return refuse('not_found', 'This moment does not exist') end

local gone = {}
in_parts(found, function(part)
  redis.call('ZREM', order, unpack(part))
  for i = 1, #part do
    part[i] = string.sub(part[i], 12)
    gone[part[i]] = true
  end
  redis.call('HDEL', clips, unpack(part))
end)
local left = #found
for _, author in ipairs(redis.call('SMEMBERS', header .. ':authors')) do
  if left == 0 then break end
  local numbers, times = of_author(author)
  for _, id in ipairs(redis.call('HKEYS', numbers)) do
    if gone[id] then
      redis.call('HDEL', numbers, id)
      redis.call('ZREM', times, id)
      left = left - 1
    end
  end
end
emit('control', 'moment_removed', '{' .. place .. '}')
return #found
