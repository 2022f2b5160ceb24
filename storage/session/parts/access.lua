-- session/parts/access: who may do what, checked in the script of the change. auth/access.py has the same rules and
-- explains them; a test compares both.
-- Takes `header` and `caller`, packed by auth/caller.py. Gives `by`, their id as JSON for what is published, or null.
-- include session/parts/clock
local function refuse(code, message, detail, value)
  return { 'refused', code, message or '', detail, value }
end

-- Read once a script, together with the fields that a kind's rules need.
local session_epoch
local by, flag, ids = string.match(caller, '^([^\n]*)\n([^\n]*)\n([^\n]*)\n')
local NONE, READER, EDITOR, CO_OWNER, OWNER = 0, 1, 2, 3, 4

-- The rules of each kind, added by <kind>/access.lua:
--   fields     the header's fields that the level depends on, read together with the kind in one command
--   needed     action -> the lowest level
--   level      function (need, action, values of the fields…): the caller's level, and the reason if they may not do it now
--   no_access  the refusal for a caller without a level
--   too_low    the refusal for a reader whose level is too low
--   not_owner  the refusal for an editor whose level is too low
--   open_to_keys   whether scripts' keys reach this kind (D41)
local rules = {}

local function has(list, word)
  return word and word ~= '' and string.find(list, '\t' .. word .. '\t', 1, true) ~= nil
end

-- The caller's level, and the reason if they may not do the action now; nil when there is no such session of this kind.
local function level_in(kind, need, action)
  local own = rules[kind]
  if not own then return nil end
  local stored = redis.call('HMGET', header, 'kind', 'epoch', unpack(own.fields))
  local stored_kind, stored_epoch = unpack(stored)
  if stored_kind ~= kind then return nil end
  session_epoch = stored_epoch
  if flag == 'server' then return OWNER end
  if flag == '' or flag == 'admin' then return own.level(need, action, unpack(stored, 3)) end -- the fields
  -- A script's key reaches the session that it names, or those that its maker owns or helps to run.
  local level, reason = own.level(OWNER, action, unpack(stored, 3))
  local reach = string.match(flag, '^%S+')
  local is_reached = reach == 'mine' and level >= CO_OWNER or string.sub(header, -#reach) == reach
  if not own.open_to_keys or not is_reached then return NONE end
  return level, reason
end

-- Whether what a key was checked for counts no more: it may have ended since (script_keys/check).
local function is_late()
  local ends = string.match(flag, ' (%d+)$')
  return ends and unix_ms() > tonumber(ends)
end

-- The refusal when the caller may not do the action, or the session is of another kind or does not exist; nil when they
-- may, and then their level. A kind without rules, and an action without a rule, are refused to everybody.
local function refuse_unless(kind, action)
  if flag ~= '' and is_late() then return refuse('unavailable') end
  local own = rules[kind]
  local need = own and own.needed[action]
  local level, reason = level_in(kind, need, action)
  if not level then return refuse('session_not_found') end
  if level == NONE or not need then
    return refuse('forbidden', own.no_access or 'You have no access to this session')
  end
  if reason then return refuse('forbidden', reason) end
  if level >= need then return nil, level end
  return refuse('forbidden', level < EDITOR and own.too_low or own.not_owner or "Only the session's owner can do this")
end
