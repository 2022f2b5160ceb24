-- clip/restore_sent: brings back what a step took away that was undone, 64 moments a run (PE11); the session holds
-- `most`.
-- Refuses session_not_found, forbidden, too_large. Publishes moments_restored to `control`, and at the end
-- people_changed.
-- Answers {moments, 1 when it must be run again}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, step, most = unpack(ARGV)
-- include clip/common
-- include people/steps
-- include home/row
-- include clip/network_count
-- include clip/put
local A_RUN, AN_EVENT = 64, 16
local refused = refuse_unless('clip', 'people')
if refused then return refused end
local removed = removed_by(step)
if redis.call('HEXISTS', steps, step .. ':undone') == 0 then return { 0, 0 } end
local rows = redis.call('HRANDFIELD', removed, A_RUN, 'WITHVALUES')
if redis.call('HLEN', clips) + #rows / 2 > tonumber(most) then
  return refuse('too_large', 'This session holds no more moments')
end

local back = {}
for i = 1, #rows, 2 do
  local id = rows[i]
  local number, tapped, author, clip = string.match(rows[i + 1], '^(%d+)\n([^\n]*)\n([^\n]*)\n(.*)$')
  local place = cjson.decode(clip)
  local _, times = of_author(author)
  local bytes = #clip + #author + ROW.clip
  -- Its viewer may have sent it again meanwhile.
  if redis.call('HEXISTS', clips, id) == 1 then
    count_content(-bytes)
  else
    put_clip(id, author, number, clip, place.segment_index, place.offset_seconds)
    recount_moment(author, 1)
    if tapped ~= '' then redis.call('ZADD', times, tapped, id) end
    back[#back + 1] = clip
  end
  redis.call('HINCRBY', steps, step .. ':bytes', -bytes)
  redis.call('HDEL', removed, id)
end
for first = 1, #back, AN_EVENT do
  local some = table.concat(back, ',', first, math.min(first + AN_EVENT - 1, #back))
  emit('control', 'moments_restored', '{"clips":[' .. some .. ']}')
end
local more = redis.call('EXISTS', removed)
if #back > 0 then change_row(now) end
if more == 0 then redis.call('HDEL', steps, step .. ':bytes') end
if more == 0 then emit('control', 'people_changed', '{}') end
return { #back, more }
