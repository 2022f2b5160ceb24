-- deletion/names: takes the names and requests of somebody whose account is deleted out of a session of others (AC24). Who was
-- removed stays removed, without a name; invitations that they made work no more, because nobody gives their role.
-- Takes what deletion/part takes, without `senders`; `name` is what stands instead, JSON.
-- Refuses session_not_found. Publishes people_changed. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user, others, name, named_in, names = unpack(ARGV)
-- include people/aliases
if not kind then return refuse('session_not_found') end

-- Texts that others made may follow, so a name is looked for where it stands: behind its id. In JSON no text has a
-- quotation mark behind a comma, because it is escaped there.
local function renamed(text, id)
  for of, its_name in pairs({ by = 'by_name', user_id = 'name', assignee = 'assignee_name' }) do
    local before = '"' .. of .. '":' .. quoted(id) .. ',"' .. its_name .. '":'
    local from, last = string.find(text, before, 1, true)
    local following = from and (string.find(text, ',"', last + 1, true) or #text)
    if from then text = string.sub(text, 1, last) .. name .. string.sub(text, following) end
  end
  return text
end

local where = { invitations, invited, steps, members }
for one in string.gmatch(named_in, '[^\t]+') do where[#where + 1] = header .. ':' .. one end
for _, id in ipairs(ids_of(user, others)) do
  for field, its_name in string.gmatch(names, '([^\t]+)\t([^\t]+)') do
    if redis.call('HGET', header, field) == id then redis.call('HSET', header, its_name, cjson.decode(name)) end
  end
  redis.call('HDEL', requests, id)
  redis.call('HDEL', invited, id)
  local role, about = string.match(redis.call('HGET', members, id) or '', '^(%S+ {"name":).-(,"since":%d+.*)$')
  if role then redis.call('HSET', members, id, role .. 'null' .. about) end
  for _, key in ipairs(where) do
    local stored = redis.call('HGETALL', key)
    for i = 1, #stored, 2 do
      local changed = renamed(stored[i + 1], id)
      if changed ~= stored[i + 1] then redis.call('HSET', key, stored[i], changed) end
    end
  end
end
emit_people_changed()
return 1
