-- jam/edit: sets some paths of a jam, all at once (the rules are in sessions/jam/edit.py).
-- `by_update` is the bucket's index; the first arguments as in tail, then what many edits have in common: `answers_kept`
-- (up to 50 more) stay for `answers_seconds`, a checkpoint is due after `due_edits` and `due_ms`, or five times these ms,
-- `person` is who is one person for slow mode; then `is_forced` ('1': a checkpoint now), `seen`, the number of the last
-- edit that the caller has read, or '', `answer`, which names the user and the edit, `edit_id` as JSON. Then come four values a path: 's', '+' (a whole track) or '-'
-- (its end), the path, what is stored ('' for the default; for '+' a JSON array of paths and values), the value as JSON.
-- Refuses session_not_found, forbidden, precondition_failed, rate_limited, invalid_payload, storage_full. Publishes
-- `edited`, unless nothing changed. Answers {seq, dropped paths in one string, time, number of the last edit that changed
-- something}.
-- What few edits need is included where they need it: making functions that were not called was a fifth of the time.
local header, run, by_update = unpack(KEYS)
local FIRST_PATH = 15 -- an edit has more arguments than Lua unpacks at once
local session_id, log_length, caller, most_tracks, answers_kept, answers_seconds, due_edits, due_ms, checkpoints_kept,
  person, is_forced, seen, answer, edit_id = unpack(ARGV, 1, FIRST_PATH - 1)
-- include jam/state
-- include quota/growth
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local tracks, edited_seq, checkpoint_seq, checkpoint_at, last_seq, had_size, indexed_at, indexed_size, accessed_at,
  had_bytes, reserved, row_at, slow = unpack(redis.call('HMGET', header, 'tracks', 'edited_seq', 'checkpoint_seq',
  'checkpoint_at', 'seq:main', 'size', 'indexed_at', 'indexed_size', 'accessed_at', 'bytes', 'reserved', 'row_at', 'slow'))
local before = redis.call('HGET', answers, answer)
if before then
  local seq, dropped = string.match(before, '^(%d+) (.*)$')
  return { tonumber(seq), dropped, int(now), tonumber(edited_seq) }
end
if seen ~= '' and seen ~= edited_seq then return refuse('precondition_failed') end
local is_slow = slow and (level_in('jam', CO_OWNER, 'people')) < CO_OWNER
local pace = is_slow and header .. ':pace:' .. person
local wait = is_slow and redis.call('PTTL', pace) or 0
if wait > 0 then return refuse('rate_limited', '', 'retry_after', math.ceil(wait / 1000)) end
local count, seq, size = tonumber(tracks or '0'), tonumber(last_seq or '0'), tonumber(had_size)
local alive, applied, dropped, more = {}, {}, {}, 0
local function lives(track)
  if alive[track] == nil then alive[track] = redis.call('HEXISTS', state, 'tracks/' .. track) == 1 end
  return alive[track]
end
for i = FIRST_PATH, #ARGV, 4 do
  local kind, path, stored = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local track = string.match(path, '^tracks/([^/]+)')
  if track and kind ~= '+' and not lives(track) then
    dropped[#dropped + 1] = path
  else
    applied[#applied + 1] = i
    if stored ~= '' then more = more + #path + #stored end -- at most: what it replaces is not looked at
    if kind == '-' then count = count - 1 elseif kind == '+' and not lives(track) then count = count + 1 end
    if kind ~= 's' then alive[track] = kind == '+' end
  end
end
if count > tonumber(most_tracks) then return refuse('invalid_payload', most_tracks .. ' tracks is the limit') end
local whole = #applied > 32 -- or a track comes or goes
for _, i in ipairs(applied) do whole = whole or ARGV[i] ~= 's' end
local flat, put, remove, write
if whole then
-- include jam/writes
end
local least, since = tonumber(due_ms), now - tonumber(checkpoint_at)
local is_due = is_forced == '1'
  or since >= least and (tonumber(edited_seq) - tonumber(checkpoint_seq) >= tonumber(due_edits) or since >= 5 * least)
local version
if is_due and edited_seq ~= checkpoint_seq and #applied > 0 then
  version = cjson.encode(flat or redis.call('HGETALL', state))
  more = more + #version
end
refused = refuse_growth(more, had_bytes, reserved)
if refused then return refused end
local bytes = tonumber(had_bytes)
if version then
-- include jam/version
  bytes = bytes + keep_version(version, edited_seq)
end

local at, set, transport, is_renamed = int(now), {}, '', false
for n, i in ipairs(applied) do
  local kind, path, stored = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  is_renamed = is_renamed or path == 'name'
  if path == 'tempo' or path == 'swing' then
-- include jam/playback
    local since_ms, step = playing()
    if since_ms then
      turn_on_a_step(since_ms, step)
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
if is_slow and #applied > 0 then redis.call('SET', pace, 1, 'PX', slow * 1000) end
if #applied > 0 then seq = seq + 1 end
local number = tostring(seq)
if #applied > 0 then
  if whole then
    write()
    redis.call('HSET', header, 'tracks', count)
  end
  emit('main', 'edited', '{"set":{' .. table.concat(set, ',') .. '},"edit_id":' .. edit_id .. transport .. '}', 'e', number)
  redis.call('HSET', header, 'seq:main', number, 'edited_seq', number, 'updated_at', at, 'updated_by', by,
    'size', size, bytes and 'bytes' or 'size', bytes and bytes + size - tonumber(had_size) or size)
-- include jam/upkeep
end
local lost = table.concat(dropped, ' ')
redis.call('HSET', answers, answer, number .. ' ' .. lost)
local kept = redis.call('RPUSH', answered, answer)
if kept >= answers_kept + 50 then redis.call('HDEL', answers, unpack(redis.call('LPOP', answered, kept - answers_kept))) end
if kept == 1 or seq % 100 == 0 then
  redis.call('EXPIRE', answers, answers_seconds)
  redis.call('EXPIRE', answered, answers_seconds)
end
return { seq, lost, at, #applied > 0 and seq or tonumber(edited_seq) }
