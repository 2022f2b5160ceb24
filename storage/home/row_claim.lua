-- home/row_claim: what the home of each user concerned shows of a session, and a lease on writing it there. The lease
-- is a later time in the index of changed sessions; a change meanwhile makes it earlier, so home/row_written leaves the
-- entry. `lease_ms` is the length of the lease, `pace` the least ms between two rows of a session; a request stands
-- `request_ms`, and a row has at most `most_requests`. The rest as in tail and people/common.
-- Publishes nothing. Answers {} when it is not due, or concerns nobody. Otherwise {lease, when it is due next or '',
-- revision, 1 or 0 without a session or without anything to show, {title, created, changed, state, facts, facts for
-- viewers}, {user, role, what is known as JSON…}, requests as JSON, {user, invitation as JSON…}, {user or #name, what
-- was told…}, the Telegram id whose session it is or ''}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, lease_ms, pace, request_ms, most_requests = unpack(ARGV)
-- include people/invitations
local changed = string.match(header, '^rt:{b%d+}:') .. 'index:home:changed'
local homes = header .. ':homes'
local due_at = redis.call('ZSCORE', changed, session_id)
if not due_at or tonumber(due_at) > now then return {} end
local stored_kind, created_at, updated_at, row_at = unpack(redis.call('HMGET', header, 'kind', 'created_at', 'updated_at', 'row_at'))
-- It came back from the bin after the caller found no session: the next look takes it.
if stored_kind and not own then return {} end
local written_at, known_revision = unpack(redis.call('HMGET', homes, '#at', '#revision'))
local next_at = tonumber(written_at or '0') + tonumber(pace)
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
local title, state, facts, viewer_facts, changed_at
if own and own.row then title, state, facts, viewer_facts, changed_at = own.row(at_latest) end
if title then
  fields = { title, created_at, changed_at or updated_at, state, facts, viewer_facts }
  if own.row_pace and row_at then at_latest(tonumber(row_at) + own.row_pace) end
  for _, owner in ipairs(header_owners()) do
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
    local ends = tonumber(at) + tonumber(request_ms)
    at_latest(ends)
    if ends > now then table.insert(asked, { at = tonumber(at), json = table.concat({ '{"user_id":', quoted(stored[i]), ',"name":', name, ',"at":', at, '}' }) }) end
  end
  table.sort(asked, function(a, b) return a.at < b.at end)
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

local seconds, micros = unpack(redis.call('TIME'))
local revision = string.format('%.0f', math.max(seconds * 1000000 + micros, tonumber(known_revision or '0') + 1))
local lease = string.format('%d', now + tonumber(lease_ms))
redis.call('HSET', homes, '#at', string.format('%d', now), '#revision', revision)
redis.call('ZADD', changed, lease, session_id)
-- Noted before they are told: if the relay is killed in between and the session deleted, the next one still takes the
-- row away.
for i = 1, #people, 3 do redis.call('HSETNX', homes, people[i], '?') end
for i = 1, #offered, 2 do redis.call('HSETNX', homes, offered[i], '?') end
local first = {}
for i = 1, math.min(#asked, tonumber(most_requests)) do first[i] = asked[i].json end
return { lease, again and string.format('%d', again) or '', revision, title and 1 or 0, fields, people,
  '[' .. table.concat(first, ',') .. ']', offered, told,
  own and own.chat and own.chat() or '' }
