-- admin/sessions/walk: the next entries of the index of ids of one kind in a bucket: which have no session, and what
-- the others add up to (K28).
-- `run` is the run id of the bucket, `before` the last id before or '', `most` how many entries.
-- Publishes nothing. Answers {the last id or '' at the end, bytes, ms of age, owners, the ids without a session…}.
local run = unpack(KEYS)
local kind, before, most = unpack(ARGV)
local start = string.match(run, '^rt:{b%d+}:')
local index = start .. 'index:' .. kind .. ':'
local ids = redis.call('ZRANGE', index .. 'ids', before == '' and '-' or '(' .. before, '+', 'BYLEX', 'LIMIT', 0, most)
if #ids == 0 then return { '', '0', '0', 0 } end
local function scores(by) return redis.call('ZMSCORE', index .. by, unpack(ids)) end
local created, accessed, size = scores('created'), scores('accessed'), scores('size')
local bytes, age, owners, lost = 0, 0, 0, {}
for i, id in ipairs(ids) do
  local stored_kind, listed_owners = unpack(redis.call('HMGET', start .. 'session:' .. id, 'kind', 'indexed_owners'))
  if stored_kind ~= kind then
    lost[#lost + 1] = id
  else
    local _, tabs = string.gsub(listed_owners or '', '\t', '\t')
    owners = owners + math.max(tabs - 1, 0)
  end
  bytes = bytes + tonumber(size[i] or '0')
  if created[i] and accessed[i] then age = age + tonumber(accessed[i]) - tonumber(created[i]) end
end
local function text(number) return string.format('%.0f', number) end
return { #ids == tonumber(most) and ids[#ids] or '', text(bytes), text(age), owners, unpack(lost) }
