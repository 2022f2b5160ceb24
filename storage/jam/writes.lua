-- jam/writes: the writes of a large edit, collected and sent to Redis together: a call to Redis for each of the 2,000
-- values of a full jam took more than half of the script's time. Takes `header`, and from jam/edit `size`, which
-- it changes, and `flat`, `put`, `remove` and `write`, which it sets.
-- include jam/state
local pending, lengths, own = {}, {}, {} -- what is written at the end; the state as it was; and the paths of each track
local function own_of(path)
  if string.sub(path, 1, 7) ~= 'tracks/' then return {} end
  local ends = string.find(path, '/', 8, true) -- cheaper than a pattern
  local track = string.sub(path, 8, ends and ends - 1)
  own[track] = own[track] or {}
  return own[track]
end
flat = redis.call('HGETALL', state)
for k = 1, #flat, 2 do
  lengths[flat[k]] = #flat[k + 1]
  own_of(flat[k])[flat[k]] = true
end
put = function(path, value, mine)
  local had = pending[path] and #pending[path] or lengths[path] or 0
  pending[path] = value
  size = size + #value - had + ((value ~= '' and #path or 0) - (had > 0 and #path or 0))
  mine = mine or own_of(path)
  mine[path] = value ~= '' or nil
end
remove = function(track)
  local mine = own[track] or {}
  for path in pairs(mine) do put(path, '', mine) end
end
-- A thousand values at once: Lua's stack takes about 8,000 arguments.
write = function()
  local set, gone = {}, {}
  local function flush(most)
    if #set > most then redis.call('HSET', state, unpack(set)) set = {} end
    if #gone > most then redis.call('HDEL', state, unpack(gone)) gone = {} end
  end
  for path, value in pairs(pending) do
    if value == '' then gone[#gone + 1] = path else set[#set + 1], set[#set + 2] = path, value end
    flush(1998)
  end
  flush(0)
end
