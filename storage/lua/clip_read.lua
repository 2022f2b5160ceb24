-- clip_read: everything that one reader may see of a session, and the position at which it is true.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] the reader's id or ''.
-- Refuses session_not_found. Answers {epoch, seq, now, role, session, {segment…}, {clip…}, viewers}, JSON where it is
-- JSON. An owner gets every moment and the position of `control`, a viewer her own moments and that of `public`.
-- include clip_shared
local refused = refuse_unless('clip', 'read')
if refused then return refused end
local owns = not refuse_unless('clip', 'control')
local feed = owns and 'control' or 'public'
local found = redis.call('HMGET', header, 'segment', 'seq:' .. feed)

local segment_list, clip_list = {}, {}
for index = 1, tonumber(found[1]) do segment_list[index] = segment_json(index) end
local ids = {}
if owns then
  for i, member in ipairs(redis.call('ZRANGE', order, 0, -1)) do ids[i] = string.sub(member, 12) end
else
  local own = redis.call('HGETALL', header .. ':by:' .. ARGV[5])
  local number = {}
  for i = 1, #own, 2 do
    ids[#ids + 1] = own[i]
    number[own[i]] = tonumber(own[i + 1])
  end
  table.sort(ids, function(a, b) return number[a] < number[b] end) -- in order of creation
end
for first = 1, #ids, 1000 do -- unpack has a limit of some thousand values
  local part = redis.call('HMGET', clips, unpack(ids, first, math.min(first + 999, #ids)))
  for i = 1, #part do clip_list[first + i - 1] = part[i] end
end
local viewers = 0
local audience = redis.call('HVALS', header .. ':audience')
for _, entry in ipairs(audience) do
  local count, until_ms = string.match(entry, '(%d+):(%d+)')
  if tonumber(until_ms) > now then viewers = viewers + count end
end
return { epoch(feed), tonumber(found[2] or '0'), string.format('%d', now), owns and 'owner' or 'viewer', session_json(),
  segment_list, clip_list, string.format('%d', viewers) }
