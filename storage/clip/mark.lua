-- clip/mark: marks taps of a moment as clipped or not (C18). `is_clipped` is '1' or '0'; the moment as in clip/moment.
-- Refuses session_not_found, forbidden, not_found. Publishes moment_marked with the taps that it changed to `control`;
-- nothing is published when a run changes nothing. Answers {taps, score, member}: how many it read, and where to
-- continue.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, segment_index, first_seconds, last_seconds, last_score, last_member,
  is_clipped = unpack(ARGV)
-- include clip/moment
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local ids, _, score, member = next_taps()
if #ids == 0 then
  if last_member == '' then return refuse('not_found', 'This moment does not exist') end
  return { 0, '', '' }
end

-- In a clip's JSON this string can only be the member: inside a text its quotes are escaped.
local clipped = is_clipped == '1' and 'true' or 'false'
local old = '"clipped":' .. (is_clipped == '1' and 'false' or 'true') .. ',"created_at":'
local new = '"clipped":' .. clipped .. ',"created_at":'
local stored, marked, changed, more = redis.call('HMGET', clips, unpack(ids)), {}, {}, 0
for i = 1, #ids do
  local json, times = string.gsub(stored[i], old, new)
  if times > 0 then
    changed[#changed + 1] = ids[i]
    marked[#marked + 1] = ids[i]
    marked[#marked + 1] = json
    more = more + #json - #stored[i]
  end
end
if #changed > 0 then
  redis.call('HSET', clips, unpack(marked))
  count_content(more) -- a byte or less a tap: never refused
  emit('control', 'moment_marked', '{"clip_ids":["' .. table.concat(changed, '","') .. '"],"clipped":' .. clipped .. '}')
end
return { #ids, score, member }
