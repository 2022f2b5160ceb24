-- people/undo: undoes a step (PE13): lets in again who was removed, sets slow mode as it was, or begins to bring a
-- deleted moment back. The store goes on with a script of the kind.
-- `number` is the step's; the rest as in tail and people/common.
-- Refuses session_not_found, forbidden, not_found, conflict when it is undone already or cannot be, too_large.
-- Publishes what the change publishes, and `people_changed`. Answers 1 when there is something to bring back, else 0.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, number, most_members = unpack(ARGV)
-- include people/roles
-- include people/slow_mode
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local stored = redis.call('HGET', steps, number)
if not stored then return refuse('not_found', 'This step is too old to be undone') end
local step = cjson.decode(stored)
local UNDONE = { removed = true, slow_mode = true, moment = true }
if not UNDONE[step.type] then return refuse('conflict', 'This step cannot be undone here') end
local removed = removed_by(number)
if redis.call('HEXISTS', steps, number .. ':undone') == 1 then
  -- It may have broken off: what is left comes back now.
  local left = redis.call('EXISTS', removed)
  return left == 1 and 1 or refuse('conflict', 'This step is undone already')
end

local is_about_somebody = step.type == 'removed' and step.network == cjson.null
if is_about_somebody and role_of(step.user_id) == 'banned' then
  local role = step.before ~= cjson.null and step.before ~= 'banned' and step.before or ''
  if role == 'owner' and my_level() < OWNER then role = '' end
  refused = set_role(step.user_id, role, step.name == cjson.null and 'null' or quoted(step.name), tonumber(most_members))
  if refused then return refused end
end
if step.type == 'slow_mode' then
  local before = string.format('%d', step.seconds_before)
  if (redis.call('HGET', header, 'slow') or '0') ~= before then set_slow(before) end
elseif step.type == 'removed' and not is_about_somebody then
  redis.call('HDEL', header .. ':blocked', step.network)
  if redis.call('EXISTS', header .. ':blocked') == 0 then redis.call('HDEL', header, 'blocked') end
end
redis.call('HSET', steps, number .. ':undone', string.format('%d', now))
emit_people_changed()
return redis.call('EXISTS', removed)
