-- jam/edit: sets some paths of a jam, all at once (the rules are in sessions/jam/edit.py).
-- KEYS[1] header, KEYS[2] run id, KEYS[3] the bucket's index by update; ARGV[1..3] as in tail,
-- ARGV[4] the user and the edit id in one text, ARGV[5] edit id as JSON, ARGV[6] most tracks, ARGV[7] answers kept (up
-- to 50 more), ARGV[8] seconds they are kept, ARGV[9] edits and ARGV[10] ms (or five times these ms) after which a
-- checkpoint is due, ARGV[11] checkpoints kept, ARGV[12] '1' for a checkpoint in any case, ARGV[13] the number of the
-- last edit that the caller has read, or '', ARGV[14] who is one person for slow mode, then four values a path: 's',
-- '+' (a whole track) or '-' (its end), the path, what is stored ('' for the default; for '+' a JSON
-- array of paths and values), and the value as JSON.
-- Refuses session_not_found, forbidden, precondition_failed, rate_limited, invalid_payload, storage_full.
-- Publishes `edited`, unless nothing changed.
-- Answers {seq, dropped paths in one string, time, number of the last edit that changed something}.
-- What few edits need is included where they need it: making functions that were not called was a fifth of the time.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/state
-- include quota/growth
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local f = redis.call('HMGET', header, 'tracks', 'edited_seq', 'checkpoint_seq', 'checkpoint_at',
  'seq:main', 'size', 'indexed_at', 'indexed_size', 'accessed_at', 'bytes', 'reserved', 'row_at', 'slow')
local before = redis.call('HGET', answers, ARGV[4])
if before then
  local seq, dropped = string.match(before, '^(%d+) (.*)$')
  return { tonumber(seq), dropped, int(now), tonumber(f[2]) }
end
if ARGV[13] ~= '' and ARGV[13] ~= f[2] then return refuse('precondition_failed') end
local is_slow = f[13] and (level_in('jam', CO_OWNER, 'people')) < CO_OWNER
local pace = is_slow and header .. ':pace:' .. ARGV[14]
local wait = is_slow and redis.call('PTTL', pace) or 0
if wait > 0 then return refuse('rate_limited', '', 'retry_after', math.ceil(wait / 1000)) end
local count, seq, size = tonumber(f[1] or '0'), tonumber(f[5] or '0'), tonumber(f[6])

local alive, applied, dropped, more = {}, {}, {}, 0
local function lives(track)
  if alive[track] == nil then alive[track] = redis.call('HEXISTS', state, 'tracks/' .. track) == 1 end
  return alive[track]
end
for i = 15, #ARGV, 4 do
  local kind, path = ARGV[i], ARGV[i + 1]
  local track = string.match(path, '^tracks/([^/]+)')
  if track and kind ~= '+' and not lives(track) then
    dropped[#dropped + 1] = path
  else
    applied[#applied + 1] = i
    if ARGV[i + 2] ~= '' then more = more + #path + #ARGV[i + 2] end -- at most: what it replaces is not looked at
    if kind == '-' then count = count - 1 elseif kind == '+' and not lives(track) then count = count + 1 end
    if kind ~= 's' then alive[track] = kind == '+' end
  end
end
if count > tonumber(ARGV[6]) then return refuse('invalid_payload', ARGV[6] .. ' tracks is the limit') end

local whole = #applied > 32 -- or a track comes or goes
for _, i in ipairs(applied) do whole = whole or ARGV[i] ~= 's' end
local flat, put, remove, write
if whole then
-- include jam/writes
end

local least, since = tonumber(ARGV[10]), now - tonumber(f[4])
local is_due = ARGV[12] == '1'
  or since >= least and (tonumber(f[2]) - tonumber(f[3]) >= tonumber(ARGV[9]) or since >= 5 * least)
local version
if is_due and f[2] ~= f[3] and #applied > 0 then
  version = cjson.encode(flat or redis.call('HGETALL', state))
  more = more + #version
end
refused = refuse_growth(more, f[10], f[11])
if refused then return refused end
local bytes = tonumber(f[10])
if version then
-- include jam/version
  bytes = bytes + keep_version(version, f[2])
end

local at, set, transport, is_renamed = int(now), {}, '', false
for n, i in ipairs(applied) do
  local kind, path, stored = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  is_renamed = is_renamed or path == 'name'
  if path == 'tempo' then
-- include jam/playing
    local since_ms, step = playing()
    if since_ms then -- the transport continues from the current step, at the new tempo
      redis.call('HSET', header, 'playing_at', at, 'playing_step', string.format('%.6f', position(since_ms, step)))
      transport = ',"transport":' .. transport_json()
    end
  end
  if kind == 's' then
    if whole then put(path, stored) else
      local had = redis.call('HSTRLEN', state, path)
      if stored == '' then redis.call('HDEL', state, path) else redis.call('HSET', state, path, stored) end
      size = size + #stored - had + ((stored ~= '' and #path or 0) - (had > 0 and #path or 0))
    end
  else
    local track = string.sub(path, 8)
    remove(track)
    local fields = kind == '+' and cjson.decode(stored) or {}
    for k = 1, #fields, 2 do put(fields[k], fields[k + 1]) end
  end
  set[n] = '"' .. path .. '":' .. ARGV[i + 3]
end
if is_slow and #applied > 0 then redis.call('SET', pace, 1, 'PX', f[13] * 1000) end
if #applied > 0 then seq = seq + 1 end
local number = tostring(seq)
if #applied > 0 then
  if whole then
    write()
    redis.call('HSET', header, 'tracks', count)
  end
  emit('main', 'edited', '{"set":{' .. table.concat(set, ',') .. '},"edit_id":' .. ARGV[5] .. transport .. '}', 'e', number)
  redis.call('HSET', header, 'seq:main', number, 'edited_seq', number, 'updated_at', at, 'updated_by', by,
    'size', size, bytes and 'bytes' or 'size', bytes and bytes + size - tonumber(f[6]) or size)
-- include jam/noted
end
local lost = table.concat(dropped, ' ')
redis.call('HSET', answers, ARGV[4], number .. ' ' .. lost)
local kept = redis.call('RPUSH', answered, ARGV[4])
if kept >= ARGV[7] + 50 then redis.call('HDEL', answers, unpack(redis.call('LPOP', answered, kept - ARGV[7]))) end
if kept == 1 or seq % 100 == 0 then
  redis.call('EXPIRE', answers, ARGV[8])
  redis.call('EXPIRE', answered, ARGV[8])
end
return { seq, lost, at, #applied > 0 and seq or tonumber(f[2]) }
