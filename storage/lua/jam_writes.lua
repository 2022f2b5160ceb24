-- jam_writes: the writes of an edit, collected and sent to Redis together. Part of jam_edit, whose `applied` and `size` it
-- uses: a call to Redis for each of the 2,000 values of a full jam took more than half of the script's time.
local pending, lengths, own = {}, nil, {} -- the writes for the end; for a large edit also the state, read once
local whole = #applied > 32
for _, i in ipairs(applied) do whole = whole or ARGV[i] ~= 's' end
local flat = whole and redis.call('HGETALL', state)
if whole then
  lengths = {}
  for k = 1, #flat, 2 do
    lengths[flat[k]] = #flat[k + 1]
    local track = string.match(flat[k], '^tracks/([^/]+)')
    if track then
      own[track] = own[track] or {}
      own[track][flat[k]] = true
    end
  end
end
local function put(path, value, track)
  local old = pending[path]
  local had = old and #old or not old and (lengths and (lengths[path] or 0) or redis.call('HSTRLEN', state, path))
  pending[path] = value
  size = size + #value - had + ((value ~= '' and #path or 0) - (had > 0 and #path or 0))
  if track and lengths then
    own[track] = own[track] or {}
    own[track][path] = value ~= '' or nil
  end
end
local function remove(track)
  for path in pairs(own[track] or {}) do put(path, '', track) end
end
-- A thousand values at once: Lua's stack takes about 8,000 arguments.
local function write()
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

