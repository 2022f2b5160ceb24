-- listening/adopt: takes a part of another history of the same person (listening/part). The same part again changes
-- nothing. `other` is the id of that history, `part` JSON: lists of lists as listening/part has them.
-- Refuses session_not_found, forbidden. What finds no room is not taken. Publishes entries_changed once, book_changed
-- and bookmark_changed, unless nothing changed. Answers {entry id…}, {bookmark id…}, {book id…}, {client id…}: what was
-- taken.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, most_entries, most_books, most_marks, most_items, other,
  part = unpack(ARGV)
-- include listening/changes
-- include listening/write_book
-- include listening/bookmarks
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local items = header .. ':items'
local entry_list, mark_list, book_list, item_list = unpack(cjson.decode(part))
-- Entries that came lately, so that a part that comes again brings back none that was deleted since.
local adopted = header .. ':adopted'
local taken_entries, taken_marks, taken_books, taken_items = {}, {}, {}, {}

-- The fields of both: what this history says, and what only the other one says.
local function merged(own, theirs)
  local is_changed = false
  for name, value in pairs(theirs) do
    local new = own[name]
    if name == 'hidden' then new = own.hidden and value
    elseif name == 'added_at' then new = math.min(own.added_at, value)
    elseif new == cjson.null or new == nil then new = value end
    if new ~= own[name] then own[name], is_changed = new, true end
  end
  return is_changed
end

local function take_book(id, json, place, used_at)
  local own, theirs = book_of(id), cjson.decode(json)
  if not own and redis.call('HLEN', books) >= tonumber(most_books) then return false end
  -- A picture stays in the folder of the history that it was uploaded to.
  local record = theirs.artwork
  if record and record ~= cjson.null then theirs.artwork = string.gsub(record, ' ([^ /]+)$', ' ' .. other .. '/%1') end
  local is_changed = not own or merged(own, theirs)
  local position, at, player, device = string.match(place, '^(%d+)\t(%d+)\t([^\t]*)\t(.*)$')
  local is_left = position and redis.call('HGET', places, id) ~= place and leave(id, position, tonumber(at), player, device)
  local before = tonumber(redis.call('ZSCORE', shelf, id) or '0')
  if is_changed then write_book(id, own or theirs)
  elseif is_left then emit('history', 'book_changed', '{"book":' .. book_json(id) .. '}') end
  redis.call('ZADD', shelf, whole_number(math.max(before, tonumber(used_at))), id)
  return true
end

local function take_entry(id, row)
  local from, to, book = string.match(row, '^(%d+) (%d+) (.+)$')
  local known = table.concat({ other, id, from, to }, ':')
  if redis.call('ZSCORE', adopted, known) then return true end
  if not book_of(book) or redis.call('ZCARD', order) >= tonumber(most_entries) then return false end
  local e, gone, is_same = join(book, tonumber(from), tonumber(to))
  redis.call('ZADD', adopted, whole_number(now), known)
  if not e or is_same then return true end
  note(e, gone)
  return true
end

local function take_mark(id, row)
  local theirs, own = mark_of(id, row), redis.call('HGET', marks, id)
  -- Players choose the ids: one that names a bookmark of another book here gets a new one, always the same.
  if own and mark_of(id, own).book ~= theirs.book then
    id = redis.sha1hex(other .. id)
    theirs.id, own = id, redis.call('HGET', marks, id)
  end
  if own and tonumber(mark_of(id, own).at) >= tonumber(theirs.at) then return true end
  if not book_of(theirs.book) or not own and redis.call('HLEN', marks) >= tonumber(most_marks) then return false end
  redis.call('HSET', marks, id, row)
  emit('history', 'bookmark_changed', table.concat({ '{"book_id":', quoted(theirs.book), ',"id":', quoted(id),
    ',"bookmark":', mark_json(theirs), '}' }))
  return true
end

local function take_item(id, at)
  redis.call('ZADD', items, 'GT', at, id)
  return true
end

local function take_all(list, take, taken)
  for _, one in ipairs(list) do
    local id = unpack(one)
    if take(unpack(one)) then taken[#taken + 1] = id end
  end
end
take_all(book_list, take_book, taken_books)
take_all(entry_list, take_entry, taken_entries)
take_all(mark_list, take_mark, taken_marks)
take_all(item_list, take_item, taken_items)
redis.call('ZREMRANGEBYRANK', adopted, 0, -1001)
redis.call('PEXPIRE', adopted, 30 * 86400000)
redis.call('ZREMRANGEBYRANK', items, 0, -tonumber(most_items) - 1)
local left = noted_entries()
if left then
  change_row(now)
  emit('history', 'entries_changed', changes(left, removed, nil))
end
return { taken_entries, taken_marks, taken_books, taken_items }
