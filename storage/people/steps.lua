-- people/steps: the last steps of those who decide, for owners and co-owners (PE13): a number -> JSON; beside it, under
-- the number with a word, how many moments it took, the bytes that they count, when it was undone, how far it has
-- looked, and the task of an admin that did it. What a step took lies under its number until it is forgotten.
-- Takes `header`.
-- include session/parts/tail
-- include quota/content
local steps, MOST_STEPS = header .. ':steps', 50
-- Deleting moments is a streamer's everyday work: it leaves half of the list to the other steps.
local MOST_MOMENT_STEPS = 25

local function removed_by(step) return header .. ':removed:' .. step, header .. ':todo:' .. step end

local function forget_step(number)
  local old = string.format('%d', number)
  count_content(-tonumber(redis.call('HGET', steps, old .. ':bytes') or '0'))
  redis.call('HDEL', steps, old, old .. ':moments', old .. ':undone', old .. ':bytes',
    old .. ':looked', old .. ':task')
  redis.call('UNLINK', removed_by(old))
end

-- The number of the step that a task has noted, as text.
local function step_of_task(task)
  local stored = redis.call('HGETALL', steps)
  for i = 1, #stored, 2 do
    local step = stored[i + 1] == task and string.match(stored[i], '^(%d+):task$')
    if step then return step end
  end
end

-- Forgets the oldest steps of a list of numbers, until one more has room.
local function make_room(numbers, most)
  table.sort(numbers)
  for i = 1, #numbers - most + 1 do forget_step(numbers[i]) end
end

-- Notes a step; `about` is JSON without its braces. Answers its number.
local function note_step(type, by_name, about)
  local numbers, of_moments = {}, {}
  local stored = redis.call('HGETALL', steps)
  for i = 1, #stored, 2 do
    local number = tonumber(stored[i])
    local is_of_moment = number and string.find(stored[i + 1], '^{"id":%d+,"type":"moment"')
    if is_of_moment then of_moments[#of_moments + 1] = number end
    if number then numbers[#numbers + 1] = number end
  end
  if type == 'moment' and #of_moments >= MOST_MOMENT_STEPS then
    make_room(of_moments, MOST_MOMENT_STEPS)
  else
    make_room(numbers, MOST_STEPS)
  end
  local step = string.format('%d', redis.call('HINCRBY', header, 'steps', 1))
  redis.call('HSET', steps, step, table.concat({ '{"id":', step, ',"type":"', type, '","at":', string.format('%d', now),
    ',"by":', by, ',"by_name":', by_name, ',', about, '}' }))
  return step
end
