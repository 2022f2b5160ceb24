-- listening/write_book: what the scripts share that change a book.
-- include listening/common
-- Writes a book, puts it first on the shelf, and tells everybody.
local function write_book(id, b)
  known_books[id] = b
  local function number(value) return value == cjson.null and 'null' or whole_number(value) end
  redis.call('HSET', books, id, table.concat({ '{"name":', quoted(b.name), ',"title":', quoted(b.title), ',"artist":',
    quoted(b.artist), ',"artwork_url":', quoted(b.artwork_url), ',"artwork":', quoted(b.artwork or cjson.null),
    ',"duration_ms":', number(b.duration_ms), ',"hidden":', tostring(b.hidden), ',"finished_at":', number(b.finished_at),
    ',"added_at":', number(b.added_at), '}' }))
  redis.call('ZADD', shelf, whole_number(now), id)
  change_row(now)
  emit('history', 'book_changed', '{"book":' .. book_json(id) .. '}')
end
