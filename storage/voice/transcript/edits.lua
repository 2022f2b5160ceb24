-- voice/transcript/edits: what people have changed of what was said.
-- Takes `header`.
-- include voice/transcript/segments
local edits = header .. ':edits'
-- How many changes can be undone, and looked at; and their bytes, which no quota counts.
local MOST_EDITS, EDIT_BYTES = 1000, 262144

-- Who changed it last, by name; '' when nobody remembers.
local function changed_by(key)
  local all = redis.call('LRANGE', edits, 0, -1)
  for i = #all, 1, -1 do
    local edit = cjson.decode(all[i])
    for _, item in ipairs(edit.items) do
      if unpack(item) == key then return edit.name end
    end
  end
  return ''
end

local function refuse_changed(key)
  return { 'refused', 'conflict', 'Somebody changed this meanwhile', 'reason', 'changed', 'name', changed_by(key) }
end

-- Remembers a change: {key, before, after} for each thing that it changed.
local function remember(name, items)
  local user = unpack(cjson.decode('[' .. by .. ']'))
  local made = redis.call('HINCRBY', header, 'edits_made', 1)
  local edit = cjson.encode({ id = made, by = user, name = name, at = now, items = items })
  redis.call('RPUSH', edits, edit)
  local bytes = redis.call('HINCRBY', header, 'edit_bytes', #edit)
  while bytes > EDIT_BYTES or redis.call('LLEN', edits) > MOST_EDITS do
    local oldest = redis.call('LPOP', edits)
    if not oldest then break end
    bytes = redis.call('HINCRBY', header, 'edit_bytes', -#oldest)
  end
end

-- Forgets every change of what `is_gone(key)` names.
local function forget_edits(is_gone)
  for _, stored in ipairs(redis.call('LRANGE', edits, 0, -1)) do
    for _, item in ipairs(cjson.decode(stored).items) do
      local key = unpack(item)
      if is_gone(key) then
        redis.call('LREM', edits, 1, stored)
        redis.call('HINCRBY', header, 'edit_bytes', -#stored)
        break
      end
    end
  end
end
