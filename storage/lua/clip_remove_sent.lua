-- clip_remove_sent: takes away what people sent who were removed, a hundred moments a run; the step keeps them (PE11).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] the step.
-- Refuses session_not_found, forbidden. Publishes moment_removed with the moments that it took to `control`, and at the end
-- people_changed. Answers {moments, 1 when it must be run again}.
-- include clip_shared
-- include row
local A_RUN = 100
local refused = refuse_unless('clip', 'people')
if refused then return refused end
local steps, todo, removed = header .. ':steps', header .. ':todo:' .. ARGV[5], header .. ':removed:' .. ARGV[5]
if redis.call('HEXISTS', steps, ARGV[5]) == 0 or redis.call('HEXISTS', steps, ARGV[5] .. ':undone') == 1 then return { 0, 0 } end

local ids = {}
for _ = 1, A_RUN do
  local author = #ids < A_RUN and redis.call('SRANDMEMBER', todo)
  if not author then break end
  local numbers, times = of_author(author)
  local wanted = A_RUN - #ids
  local found = redis.call('HRANDFIELD', numbers, wanted, 'WITHVALUES')
  if #found / 2 < wanted then redis.call('SREM', todo, author) end
  for i = 1, #found, 2 do
    local id, number = found[i], found[i + 1]
    ids[#ids + 1] = id
    redis.call('HSET', removed, id, table.concat({ number, redis.call('ZSCORE', times, id) or '', author,
      redis.call('HGET', clips, id) }, '\n'))
    redis.call('ZREM', order, string.format('%010d:%s', number, id))
  end
end
local more = redis.call('EXISTS', todo)
if #ids > 0 then
  -- What the step keeps counts as before, until the step is forgotten.
  local held = tonumber(redis.call('HGET', header, 'bytes') or '0')
  forget_clips(ids)
  held = held - tonumber(redis.call('HGET', header, 'bytes') or '0')
  count_content(held)
  redis.call('HINCRBY', steps, ARGV[5] .. ':bytes', held)
  redis.call('HINCRBY', steps, ARGV[5] .. ':moments', #ids)
  change_row(now)
  emit('control', 'moment_removed', '{"clip_ids":["' .. table.concat(ids, '","') .. '"]}')
end
if more == 0 then emit('control', 'people_changed', '{}') end
return { #ids, more }
