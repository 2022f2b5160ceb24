-- clip/forget: the moments of somebody whose account is deleted have another name (AC24), some at a time.
-- `author` is who sent them, `name` what stands instead, JSON; `cursor` is where to go on, '0' at first. The rest as in
-- clip/common.
-- Refuses session_not_found. Publishes clip_edited to `control` for each. Answers the next cursor, '0' at the end.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, author, name, cursor = unpack(ARGV)
-- include clip/common
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local numbers = of_author(author)
local following, flat = unpack(redis.call('HSCAN', numbers, cursor, 'COUNT', 50))
for i = 1, #flat, 2 do
  local id = flat[i]
  local stored = redis.call('HGET', clips, id)
  local clip = stored and cjson.decode(stored)
  if clip and quoted(clip.submitted_by) ~= name then
    clip.note, clip.tag, clip.submitted_by = quoted(clip.note), quoted(clip.tag), name
    local changed = clip_json(clip)
    count_content(#changed - #stored)
    redis.call('HSET', clips, id, changed)
    emit('control', 'clip_edited', '{"clip":' .. changed .. '}')
  end
end
return following
