-- clip_mark: marks every tap of a moment as clipped or not (C18).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5..7] as in clip_moment, ARGV[8] '1' or '0'.
-- Refuses session_not_found, forbidden, not_found. Publishes moment_marked to `control`; a mark that changes nothing
-- publishes nothing. Answers how many taps the moment has.
-- include clip_moment
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local found = members()
if #found == 0 then return refuse('not_found', 'This moment does not exist') end

-- Within a clip's JSON these words can only be the member: in a text their quotes have backslashes.
local clipped = ARGV[8] == '1' and 'true' or 'false'
local old = '"clipped":' .. (ARGV[8] == '1' and 'false' or 'true') .. ',"created_at":'
local new = '"clipped":' .. clipped .. ',"created_at":'
local changed = 0
in_parts(found, function(part)
  for i = 1, #part do part[i] = string.sub(part[i], 12) end
  local stored, marked = redis.call('HMGET', clips, unpack(part)), {}
  for i = 1, #part do
    local json, times = string.gsub(stored[i], old, new)
    if times > 0 then
      marked[#marked + 1] = part[i]
      marked[#marked + 1] = json
    end
  end
  if #marked > 0 then redis.call('HSET', clips, unpack(marked)) end
  changed = changed + #marked / 2
end)
if changed > 0 then emit('control', 'moment_marked', '{' .. place .. ',"clipped":' .. clipped .. '}') end
return #found
