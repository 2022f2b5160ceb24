-- listening/part: the next part of a history that moves into another one, of somebody whose identities were joined:
-- `most` entries, the latest first, with their books; then bookmarks with theirs; then books; then client ids of
-- stretches.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers {{entry id and row in turn}, {bookmark id and row in
-- turn}, {book id, JSON, place or '' and shelf time in turn}, {client id and time in turn}}; all empty at the end.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, most, most_items = unpack(ARGV)
-- include listening/common
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local moved, marked, shelved, wanted = {}, {}, {}, {}
for _, id in ipairs(redis.call('ZRANGE', order, 0, most - 1, 'REV')) do
  local row = redis.call('HGET', entries, id)
  moved[#moved + 1], moved[#moved + 2] = id, row
  wanted[string.match(row, '^%d+ %d+ (.+)$')] = true
end
if #moved == 0 then
  marked = redis.call('HRANDFIELD', header .. ':marks', most, 'WITHVALUES')
  for i = 2, #marked, 2 do wanted[string.match(marked[i], '^%d+ %d+ (.+)$')] = true end
end
if not next(wanted) then
  for _, id in ipairs(redis.call('HRANDFIELD', books, most)) do wanted[id] = true end
end
for id in pairs(wanted) do
  local json = redis.call('HGET', books, id)
  if json then
    local n = #shelved
    shelved[n + 1], shelved[n + 2], shelved[n + 3] = id, json, redis.call('HGET', places, id) or ''
    shelved[n + 4] = redis.call('ZSCORE', shelf, id) or '0'
  end
end
local items = next(wanted) and {} or redis.call('ZRANGE', header .. ':items', 0, most_items - 1, 'WITHSCORES')
return { moved, marked, shelved, items }
