-- session/parts/tail: the end of every change: number the event, append it to the log, publish it.
-- Takes `header`, the key of the session's header; `run`, the key of its bucket's run id; `session_id`; `log_length`,
-- how many events a feed keeps; and `caller`, as access does. Further keys of the session are derived from the header's
-- name, so they share its hash tag.
-- include session/parts/slot_guard
-- include session/parts/clock
-- include session/parts/access
local now = unix_ms()
-- Read once a script.
local run_id
-- Called after each event whose number the script has not taken itself (admin/indexes.lua sets it).
local on_change

-- A feed's numbers mean nothing in another feed, so its name is part of the epoch: a viewer who has become an owner and
-- reconnects with an old position of `public` must not be treated as if it were a position of `control`.
local function epoch(feed)
  session_epoch = session_epoch or redis.call('HGET', header, 'epoch')
  run_id = run_id or redis.call('GET', run) or '0'
  return session_epoch .. '-' .. run_id .. '-' .. (feed or 'main')
end

-- A change larger than this is only a number in the log (D24): connected clients receive it like any other; a client
-- that needs it from the log gets a snapshot.
local LARGE = 16384
-- A log has at most 1 KiB for each of its events on average: 512 bytes are free for every event, and what is above that
-- in all events together has as much. So a small event needs no counting.
local FREE = 512

-- Appends an event to a feed and publishes it. `data` is JSON. `kind` 'e', 'x' for the last event of a feed, 'a' for
-- one that changes who may receive what follows, or 'u' and a user's id for one that changes what this user alone may
-- do. At the line `-- trace` a process that records traces publishes its trace first (storage/redis/tracing.py).
-- `seq` is the event's number when the script has read the last one and writes this one to `seq:<feed>` itself,
-- together with other fields.
local function emit(feed, type, data, kind, seq)
  kind = kind or 'e'
  local is_counted = seq
  seq = seq or redis.call('HINCRBY', header, 'seq:' .. feed, 1)
  local number = tostring(seq) -- once: Lua converts a number anew wherever it is used in a text
  local json = '{"session_id":"' .. session_id .. '","seq":' .. number .. ',"type":"' .. type .. '","at":'
    .. string.format('%d', now) .. ',"by":' .. by .. ',"data":' .. data .. '}'
  local logged_kind, logged = kind, json
  if #json > LARGE then
    logged_kind = 'b'
    logged = '{"session_id":"' .. session_id .. '","seq":' .. number .. ',"type":"too_large_for_log","at":'
      .. string.format('%d', now) .. ',"by":' .. by .. ',"data":{}}'
  end
  redis.call('XADD', header .. ':log:' .. feed, 'MAXLEN', '~', log_length, number .. '-0', logged_kind, logged)
  if #logged > FREE then
-- include session/parts/log_bytes
    count_bytes(feed, seq, #logged - FREE, log_length * FREE)
  end
  -- trace
  redis.call('SPUBLISH', header .. ':feed:' .. feed, kind .. ' ' .. epoch(feed) .. ' ' .. number .. ' ' .. json)
  if on_change and not is_counted then on_change() end
  return seq
end
