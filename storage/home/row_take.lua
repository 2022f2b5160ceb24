-- home/row_take: what the home of each user concerned shows of a session, and a lease on writing it there. The lease is a later
-- time in the index of changed sessions; a change meanwhile makes it earlier, so `row_done` leaves the entry.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] ms of the lease, ARGV[6] least ms between
-- two rows of a session, ARGV[7] how long a request stands, ms, ARGV[8] the most requests in a row.
-- Publishes nothing. Answers {} when it is not due, or concerns nobody. Otherwise {lease, when it is due next or '',
-- revision, kind or '' without a session or without anything to show, {field as JSON…}, {user, role, what is known as JSON…}, requests as JSON,
-- {user, invitation as JSON…}, {user or #name, what was told…}, the Telegram id whose session it is or ''}. Fields
-- are title, created, changed, state, facts, and facts for viewers.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/invitations
-- include home/row_facts
local changed = string.match(header, '^rt:{b%d+}:') .. 'index:home:changed'
local homes = header .. ':homes'
local due_at = redis.call('ZSCORE', changed, session_id)
if not due_at or tonumber(due_at) > now then return {} end
local kept = redis.call('HMGET', homes, '#at', '#revision')
local next_at = tonumber(kept[1] or '0') + tonumber(ARGV[6])
if next_at > now then
  redis.call('ZADD', changed, next_at, session_id)
  return {}
end

local again
local function at_latest(time)
  if time > now and (not again or time < again) then again = time end
end
local fields, people, asked, offered = {}, {}, {}, {}
local function add(user, role, about)
  people[#people + 1], people[#people + 2], people[#people + 3] = user, role, about or 'null'
end
local shown = kind and rules[kind] and row_facts(at_latest)
if shown then
  fields = shown
  local owners = kind == 'clip' and listed('owners') or { redis.call('HGET', header, 'owner') or nil }
  for _, owner in ipairs(owners) do
    add(owner, 'owner', redis.call('SISMEMBER', header .. ':unlisted', owner) == 1 and '{"name":null}' or nil)
  end
  local stored = redis.call('HGETALL', members)
  for i = 1, #stored, 2 do
    local role, about = string.match(stored[i + 1], '^(%S+) (.*)$')
    if role ~= 'banned' then add(stored[i], role, about) end
  end
  stored = redis.call('HGETALL', requests)
  for i = 1, #stored, 2 do
    local at, name = string.match(stored[i + 1], '^(%d+) (.*)$')
    local ends = tonumber(at) + tonumber(ARGV[7])
    at_latest(ends)
    if ends > now then asked[#asked + 1] = { tonumber(at), table.concat({ '{"user_id":', quoted(stored[i]), ',"name":', name, ',"at":', at, '}' }) } end
  end
  table.sort(asked, function(a, b) return a[1] < b[1] end)
  stored = redis.call('HGETALL', invited)
  for i = 1, #stored, 2 do
    local one = cjson.decode(stored[i + 1])
    at_latest(one.ends_at)
    if stands(one) then
      offered[#offered + 1], offered[#offered + 2] = stored[i], table.concat({ '{"role":"', one.role, '","by_name":',
        text_or_null(one.by_name), ',"at":', string.format('%d', one.at), ',"ends_at":', string.format('%d', one.ends_at), '}' })
    end
  end
end
local told = redis.call('HGETALL', homes)
if #people == 0 and #offered == 0 and #told == 0 then
  redis.call('ZREM', changed, session_id)
  return {}
end

local time = redis.call('TIME')
local revision = string.format('%.0f', math.max(time[1] * 1000000 + time[2], tonumber(kept[2] or '0') + 1))
local lease = string.format('%d', now + tonumber(ARGV[5]))
redis.call('HSET', homes, '#at', string.format('%d', now), '#revision', revision)
redis.call('ZADD', changed, lease, session_id)
-- Noted before they are told: if the relay is killed in between and the session deleted, the next one still takes the row
-- away.
for i = 1, #people, 3 do redis.call('HSETNX', homes, people[i], '?') end
for i = 1, #offered, 2 do redis.call('HSETNX', homes, offered[i], '?') end
local first = {}
for i = 1, math.min(#asked, tonumber(ARGV[8])) do first[i] = asked[i][2] end
return { lease, again and string.format('%d', again) or '', revision, shown and kind or '', fields, people,
  '[' .. table.concat(first, ',') .. ']', offered, told,
  kind == 'voice' and rules.voice and redis.call('HGET', header, 'chat_id') or '' }
