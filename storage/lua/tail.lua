-- tail: what every change of a session ends with: number, log, publish.
-- KEYS[1] the session's header, KEYS[2] its bucket's run id; ARGV[1] session id, ARGV[2] events kept a feed,
-- ARGV[3] the caller as in access. `by` is their id as JSON, or null.
-- Further keys of the session are derived from the header's name, so they share its hash tag.
-- include whole
local header, run = KEYS[1], KEYS[2]
local session_id, log_length = ARGV[1], ARGV[2]
-- include clock
local now = unix_ms()

local function refuse(code, message, detail, value)
  return { 'refused', code, message or '', detail, value }
end
-- include access

-- A feed's numbers mean nothing in another feed, so its name is part of its epoch: a viewer who has become an owner
-- and comes back with their old position must not be taken for one who has heard as much of `control`.
local function epoch(feed)
  return table.concat({ redis.call('HGET', header, 'epoch'), redis.call('GET', run) or '0', feed or 'main' }, '-')
end

-- Appends an event to a feed and publishes it. `data` is JSON. `kind` 'e', 'x' for the last event of a feed, or 'a' for
-- one that changes who may hear what follows.
local function emit(feed, type, data, kind)
  kind = kind or 'e'
  local seq = redis.call('HINCRBY', header, 'seq:' .. feed, 1)
  local json = table.concat({ '{"session_id":"', session_id, '","seq":', seq, ',"type":"', type, '","at":',
    string.format('%d', now), ',"by":', by, ',"data":', data, '}' })
  redis.call('XADD', header .. ':log:' .. feed, 'MAXLEN', '~', log_length, seq .. '-0', kind, json)
  redis.call('SPUBLISH', header .. ':feed:' .. feed, table.concat({ kind, epoch(feed), seq, json }, ' '))
  return seq
end
