-- voice/row: what rows of lists say of a voice session. Takes `header`.
-- include voice/common
-- Tasks that are not done.
local function open_tasks()
  local count = 0
  for _, task in ipairs(redis.call('HVALS', tasks)) do
    if string.find(task, '"done":false', 1, true) then count = count + 1 end
  end
  return count
end

-- The first names that people gave to speakers, each once, as JSON.
local MOST_NAMES = 3
local function speaker_names()
  local names, found, shown = redis.call('HVALS', header .. ':speakers'), {}, {}
  table.sort(names)
  for _, name in ipairs(names) do
    if not found[name] and #shown < MOST_NAMES then shown[#shown + 1] = quoted(name) end
    found[name] = true
  end
  return '[' .. table.concat(shown, ',') .. ']'
end
