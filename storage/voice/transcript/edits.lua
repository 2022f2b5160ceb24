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

-- Forgets every change of what `is_gone(key)` names, and the earlier ones of segments that a split or a join had given its
-- words to or taken them from.
local function forget_edits(is_gone)
  local all, gone = redis.call('LRANGE', edits, 0, -1), {}
  for i = #all, 1, -1 do
    local items, is_its = cjson.decode(all[i]).items, false
    for _, item in ipairs(items) do
      local key = unpack(item)
      is_its = is_its or gone[key] or is_gone(key)
    end
    if is_its then
      for _, item in ipairs(items) do
        local key = unpack(item)
        gone[key] = not string.match(key, '^%l:')
      end
      redis.call('LREM', edits, -1, all[i])
      redis.call('HINCRBY', header, 'edit_bytes', -#all[i])
    end
  end
end

-- What is deleted for good is also in the log, and in what processes remember of it. A new epoch ends both: nobody is
-- answered from there, and whoever listens subscribes again.
local function forget_log()
  redis.call('DEL', header .. ':log:events')
  if redis.call('EXISTS', header) == 0 then return end -- in the bin; its return has a new epoch
  session_epoch = string.sub(redis.sha1hex(epoch('events') .. now), 1, 8)
  redis.call('HSET', header, 'epoch', session_epoch)
  redis.call('HDEL', header, 'logged:events', 'log_steps:events')
  emit('events', 'session_updated', '{"session":' .. session_json() .. '}')
end
