-- admin/sessions/rows: what the list of admins shows of some sessions in one slot (K26); it counts as no access (K30).
-- KEYS are the headers of the sessions, ARGV their kinds, in the same order.
-- Publishes nothing. Answers for each session {created, updated, accessed, size, remixes, depth, name, owners}, or
-- nothing for one that has gone meanwhile.
local header = unpack(KEYS)
-- include admin/measure
-- include {kind}/index
local answer = {}
for i, key in ipairs(KEYS) do
  header = key
  local kind, id = ARGV[i], string.sub(key, -36)
  local stored_kind, owners = unpack(redis.call('HMGET', key, 'kind', 'indexed_owners'))
  if stored_kind == kind then
    local index, row = string.match(key, '^rt:{b%d+}:') .. 'index:' .. kind .. ':', {}
    for place, by in ipairs({ 'created', 'updated', 'accessed', 'size', 'remixes', 'depth' }) do
      row[place] = redis.call('ZSCORE', index .. by, id) or '0'
    end
    row[#row + 1], row[#row + 2] = kinds[kind].name(), owners or ''
    answer[i] = row
  else
    answer[i] = {}
  end
end
return answer
