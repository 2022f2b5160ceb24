-- clip_remove_sent: takes away what people sent who were removed, a hundred moments a run; the step keeps them (PE11).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] the step.
-- Refuses session_not_found, forbidden. Publishes moment_removed with the moments that it took to `control`, and at the end
-- people_changed. Answers {moments, 1 when it must be run again}.
-- include clip_taken
local A_RUN = 100
local refused = refuse_unless('clip', 'people')
if refused then return refused end
local _, todo = removed_by(ARGV[5])
if redis.call('HEXISTS', steps, ARGV[5]) == 0 or redis.call('HEXISTS', steps, ARGV[5] .. ':undone') == 1 then return { 0, 0 } end

local taken = {}
for _ = 1, A_RUN do
  local author = #taken < A_RUN and redis.call('SRANDMEMBER', todo)
  if not author then break end
  local wanted = A_RUN - #taken
  local found = redis.call('HRANDFIELD', (of_author(author)), wanted)
  if #found < wanted then redis.call('SREM', todo, author) end
  for _, id in ipairs(found) do taken[#taken + 1] = id end
end
local more = redis.call('EXISTS', todo)
if #taken > 0 then
  take_away(ARGV[5], taken)
  emit('control', 'moment_removed', '{"clip_ids":["' .. table.concat(taken, '","') .. '"]}')
end
if more == 0 then emit('control', 'people_changed', '{}') end
return { #taken, more }
