-- listening/common: the entries, books and players of one listener.
-- Takes `header`; `window_ms`, within which playing a book again continues its entry; `shortest_ms`, of the shortest
-- entry.
-- Keys of a history: `order` entry ids by start, `entries` id -> `<start> <end> <book>`, `of:<book>` the ids of one
-- book's entries by start, `books` id -> JSON, `shelf` book ids by last change, `places` book -> where it was left,
-- `players`. Two entries of one book are always at least the window apart: what comes between them joins them.
-- include listening/access
-- include session/parts/json_text
-- include admin/indexes
-- include home/row
-- include listening/players
local window, shortest = tonumber(window_ms), tonumber(shortest_ms)
local order, entries, books = header .. ':order', header .. ':entries', header .. ':books'
local places, shelf = header .. ':places', header .. ':shelf'
local function of_book(book) return header .. ':of:' .. book end

local known_books = {}
local function book_of(id)
  if known_books[id] == nil then
    local json = redis.call('HGET', books, id)
    known_books[id] = json and cjson.decode(json) or false
  end
  return known_books[id]
end

local function entry_of(id)
  local row = redis.call('HGET', entries, id)
  if not row then return nil end
  local from, to, book = string.match(row, '^(%d+) (%d+) (.+)$')
  return { id = id, from = tonumber(from), to = tonumber(to), book = book }
end

-- include listening/picture
-- A book's picture: at an address of its own, or the uploaded one.
local function artwork_json(id, b)
  return b.artwork_url == cjson.null and picture_json(id, b) or quoted(b.artwork_url)
end

local function entry_json(e)
  local b = book_of(e.book)
  return table.concat({ '{"id":"', e.id, '","book_id":', quoted(e.book), ',"book_name":', quoted(b.name), ',"book_title":',
    quoted(b.title), ',"artist":', quoted(b.artist), ',"artwork_url":', artwork_json(e.book, b), ',"hidden":',
    tostring(b.hidden), ',"started_at":', whole_number(e.from), ',"ended_at":', whole_number(e.to), '}' })
end

local function place_json(book)
  local place = redis.call('HGET', places, book)
  if not place then return 'null' end
  local position, at, player, device = string.match(place, '^(%d+)\t(%d+)\t([^\t]*)\t(.*)$')
  return table.concat({ '{"position_ms":', position, ',"at":', at, ',"player_id":', quoted(player ~= '' and player or 'unknown'),
    ',"device":', quoted(device), '}' })
end

-- A book is where it was left last: what is told late does not move it. Answers whether it was moved.
local function leave(book, position, at, player, device)
  local before = redis.call('HGET', places, book)
  if before and tonumber(string.match(before, '^%d+\t(%d+)')) > at then return false end
  redis.call('HSET', places, book, table.concat({ position, whole_number(at), player, device }, '\t'))
  return true
end

local function book_json(id)
  local b = book_of(id)
  local function number(value) return value == cjson.null and 'null' or whole_number(value) end
  return table.concat({ '{"id":', quoted(id), ',"name":', quoted(b.name), ',"title":', quoted(b.title), ',"artist":',
    quoted(b.artist), ',"artwork_url":', artwork_json(id, b), ',"duration_ms":', number(b.duration_ms), ',"hidden":',
    tostring(b.hidden), ',"finished_at":', number(b.finished_at), ',"added_at":', number(b.added_at), ',"place":',
    place_json(id), '}' })
end

local function write_entry(e)
  redis.call('HSET', entries, e.id, table.concat({ whole_number(e.from), whole_number(e.to), e.book }, ' '))
  -- Reads of a stretch of time begin this much before it: an entry that began earlier may reach into it.
  if e.to - e.from > tonumber(redis.call('HGET', header, 'longest') or '0') then
    redis.call('HSET', header, 'longest', whole_number(e.to - e.from))
  end
end

local function add_entry(book, from, to, id)
  local e = { id = id or whole_number(redis.call('HINCRBY', header, 'next', 1)), from = from, to = to, book = book }
  write_entry(e)
  redis.call('ZADD', order, whole_number(from), e.id)
  redis.call('ZADD', of_book(book), whole_number(from), e.id)
  return e
end

local function drop_entry(e)
  redis.call('HDEL', entries, e.id)
  redis.call('ZREM', order, e.id)
  redis.call('ZREM', of_book(e.book), e.id)
end

-- The entry of a book that still goes on at a time: its latest one, if that ended later than the window ago (I5, I6).
local function current_entry(book, at)
  local id = redis.call('ZRANGE', of_book(book), 0, 0, 'REV')[1]
  local e = id and entry_of(id)
  return e and e.to > at - window and e or nil
end

-- Listening to something has begun or ended: the row on the home page says so. A heartbeat changes nothing there.
local function change_listened()
  redis.call('HSET', header, 'listened_at', whole_number(now))
  change_row(now)
end

-- What `entries_changed` carries.
local function changes(changed, removed, player)
  local rows, gone = {}, {}
  for i, e in ipairs(changed) do rows[i] = entry_json(e) end
  for i, id in ipairs(removed) do gone[i] = '"' .. id .. '"' end
  return table.concat({ '{"entries":[', table.concat(rows, ','), '],"removed":[', table.concat(gone, ','), '],"player":',
    player and player_json(player) or 'null', ',"count":', redis.call('ZCARD', order), '}' })
end
