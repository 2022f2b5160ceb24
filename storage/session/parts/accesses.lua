-- session/parts/accesses: when a session was used, for admins and to tell which are orphaned.
-- A script that includes indexes has this, too. Takes `header` and `caller`.
-- include session/parts/tail
-- include admin/index_numbers
-- When the session was used and with what kind of program, the newest first, for admins (K27): 20 lines at most, and
-- one of each kind within ten minutes. The last line of the caller has the kind, and for how many ms this is kept.
local function note_program()
  local program, keep = string.match(caller, '\n(%l+) (%d+)$')
  if not program then return end
  local key = header .. ':accesses'
  for _, row in ipairs(redis.call('LRANGE', key, 0, -1)) do
    local at, of = string.match(row, '^(%d+) (%l+)$')
    if of == program and now - tonumber(at) < 600000 then return end
  end
  redis.call('LPUSH', key, whole_text(now) .. ' ' .. program)
  redis.call('LTRIM', key, 0, 19)
  redis.call('PEXPIRE', key, keep)
end

-- Somebody who may used the session (D18): it is not orphaned. A minute is exact enough. The server, and an admin who
-- does not own the session, change nothing by it (K30). `opens`: this is no change, so there are few of them.
local function note_access(kind, opens)
  if flag == 'server' then return end
  local accessed_at, owners = unpack(redis.call('HMGET', header, 'accessed_at', 'indexed_owners'))
  if flag == 'admin' and not string.find(owners or '', string.match(ids, '^\t[^\t]*\t') or '\n', 1, true) then return end
  local is_new = now - tonumber(accessed_at or '0') >= 60000
  if opens or is_new then note_program() end
  if not is_new then return end
  redis.call('HSET', header, 'accessed_at', whole_text(now))
  put_number(kind, 'accessed', now)
end
