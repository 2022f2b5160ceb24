-- admin/common: the desk that all admins share: the work they asked for, and what was done by whom.
-- Keys beside the header: `:tasks` id -> JSON, `:task_ids` the newest first, `:audit` a stream,
-- `:raised` how often each alert began. Takes `header`.
-- include admin/access
local tasks, task_ids, audit = header .. ':tasks', header .. ':task_ids', header .. ':audit'
local pending = string.match(header, '^rt:{b%d+}:') .. 'index:admin:jobs'

-- One line of what admins did, as JSON; lines older than `keep_ms` go, and those above `most`.
local function note_done(entry, most, keep_ms)
  if entry == '' then return end
  local id = redis.call('XADD', audit, 'MAXLEN', '~', most, '*', 'entry', entry)
  redis.call('XTRIM', audit, 'MINID', '~', string.format('%d-0', math.max(0, now - keep_ms)))
  emit('admin', 'audited', '{"id":"' .. id .. '","at":' .. string.match(id, '^%d+') .. ',"entry":' .. entry .. '}')
end
