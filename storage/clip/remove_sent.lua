-- clip/remove_sent: takes away what people sent who were removed, a hundred moments a run; the step keeps them (PE11).
-- What was sent later than `latest`, Unix ms, stays; '' for all of it.
-- Refuses session_not_found, forbidden. Publishes moment_removed with the moments that it took to `control`, and at the
-- end people_changed. Answers {moments, 1 when it must be run again}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, step, latest = unpack(ARGV)
-- include clip/take_moments
local A_RUN = 100
local refused = refuse_unless('clip', 'people')
if refused then return refused end
local _, todo = removed_by(step)
if redis.call('HEXISTS', steps, step) == 0 or redis.call('HEXISTS', steps, step .. ':undone') == 1 then return { 0, 0 } end

local function some_of_all()
  local taken = {}
  for _ = 1, A_RUN do
    local author = #taken < A_RUN and redis.call('SRANDMEMBER', todo)
    if not author then break end
    local wanted = A_RUN - #taken
    local moment_ids = redis.call('HRANDFIELD', (of_author(author)), wanted)
    if #moment_ids < wanted then redis.call('SREM', todo, author) end
    for _, id in ipairs(moment_ids) do taken[#taken + 1] = id end
  end
  return taken
end

-- What stays is met only once: the step remembers how far this author's moments were looked at.
local function some_until(limit)
  local taken, seen, looked, place = {}, {}, 0, step .. ':looked'
  while looked < A_RUN do
    local cursor, author = string.match(redis.call('HGET', steps, place) or '', '^(%d+) (.*)$')
    if not author then cursor, author = '0', redis.call('SRANDMEMBER', todo) end
    if not author then break end
    local next_cursor, part = unpack(redis.call('HSCAN', (of_author(author)), cursor, 'COUNT', A_RUN))
    local sent = {}
    for i = 1, #part, 2 do sent[#sent + 1] = part[i] end
    local stored = #sent > 0 and redis.call('HMGET', clips, unpack(sent)) or {}
    for i, id in ipairs(sent) do
      -- A scan may give the same one twice.
      if stored[i] and not seen[id] and cjson.decode(stored[i]).created_at <= limit then taken[#taken + 1] = id end
      seen[id] = true
    end
    looked = looked + #sent + 1
    if next_cursor == '0' then
      redis.call('SREM', todo, author)
      redis.call('HDEL', steps, place)
    else
      redis.call('HSET', steps, place, next_cursor .. ' ' .. author)
    end
  end
  return taken
end

local taken = latest == '' and some_of_all() or some_until(iso(tonumber(latest)))
local more = redis.call('EXISTS', todo)
if #taken > 0 then
  take_away(step, taken)
  emit('control', 'moment_removed', '{"clip_ids":["' .. table.concat(taken, '","') .. '"]}')
end
if more == 0 then emit('control', 'people_changed', '{}') end
return { #taken, more }
