-- admin/sessions/rows: what the list of admins shows of some sessions in one slot (K26); it counts as no access (K30).
-- KEYS the headers of the sessions; ARGV their kinds, in the same order.
-- Publishes nothing. Answers for each session {created, updated, accessed, size, remixes, depth, name, owners}, or
-- nothing for one that has gone meanwhile.
local answer = {}
for i, header in ipairs(KEYS) do
  local kind, id = ARGV[i], string.sub(header, -36)
  local f = redis.call('HMGET', header, 'kind', 'title', 'name', 'indexed_owners')
  if f[1] == kind then
    local index, row = string.match(header, '^rt:{b%d+}:') .. 'index:' .. kind .. ':', {}
    for place, by in ipairs({ 'created', 'updated', 'accessed', 'size', 'remixes', 'depth' }) do
      row[place] = redis.call('ZSCORE', index .. by, id) or '0'
    end
    local name = kind == 'jam' and redis.call('HGET', header .. ':state', 'name')
    row[7] = kind == 'jam' and (name and cjson.decode(name) or '') or kind == 'clip' and f[2] or f[3] or ''
    row[8] = f[4] or ''
    answer[i] = row
  else
    answer[i] = {}
  end
end
return answer
