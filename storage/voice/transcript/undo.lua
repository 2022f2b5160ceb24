-- voice/transcript/undo: takes back the caller's last change, when nobody has changed the same since.
-- The arguments are those of voice/common.
-- Refuses session_not_found, forbidden, not_found when there is nothing to undo; conflict (`reason` is `changed`, with the
-- `name` of who did it) when it was changed since; storage_full. Publishes what changes, as voice/transcript/revise. Answers
-- the number of things that changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url = unpack(ARGV)
-- include voice/transcript/edits
local refused = refuse_unless('voice', 'update')
if refused then return refused end
-- What lies in the bin stays as it is, and does not stand in the way.
local function is_shown(edit)
  for _, item in ipairs(edit.items) do
    local key = unpack(item)
    local kind, id = string.match(key, '^(%l):(.*)$')
    if kind ~= 's' and not has_source(kind and id or source_of(key)) then return false end
  end
  return true
end
local all, stored, edit = redis.call('LRANGE', edits, 0, -1), nil, nil
for i = #all, 1, -1 do
  local one = cjson.decode(all[i])
  if has(ids, one.by) and is_shown(one) then
    stored, edit = all[i], one
    break
  end
end
if not edit then return refuse('not_found', 'There is nothing to undo') end
local growth = 0
for _, item in ipairs(edit.items) do
  local key, before, after = unpack(item)
  if state_of(key) ~= after then return refuse_changed(key) end
  growth = growth + growth_of(key, before)
end
refused = refuse_to_add(growth)
if refused then return refused end
redis.call('LREM', edits, -1, stored)
redis.call('HINCRBY', header, 'edit_bytes', -#stored)
for _, item in ipairs(edit.items) do
  local key, before = unpack(item)
  put_state(key, before)
end
redis.call('HSET', header, 'updated_at', string.format('%d', now))
return #edit.items
