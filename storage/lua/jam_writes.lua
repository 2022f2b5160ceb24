-- jam_writes: the writes of a large edit, collected and sent to Redis together. Part of jam_edit, whose `size` it changes:
-- a call to Redis for each of the 2,000 values of a full jam took more than half of the script's time.
local pending, lengths, own = {}, {}, {} -- what is written at the end; the state as it was; and the paths of each track
local function own_of(path)
  local track = string.match(path, '^tracks/([^/]+)')
  if track and not own[track] then own[track] = {} end
  return own[track] or {}
end
flat = redis.call('HGETALL', state)
for k = 1, #flat, 2 do
  lengths[flat[k]] = #flat[k + 1]
  own_of(flat[k])[flat[k]] = true
end
put = function(path, value)
  local had = pending[path] and #pending[path] or lengths[path] or 0
  pending[path] = value
  size = size + #value - had + ((value ~= '' and #path or 0) - (had > 0 and #path or 0))
  own_of(path)[path] = value ~= '' or nil
end
remove = function(track)
  for path in pairs(own[track] or {}) do put(path, '') end
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
