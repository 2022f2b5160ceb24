-- listening/kind: what shared scripts know of a listening history (session/parts/kinds.lua). Its row says which book
-- was heard last, and whether it plays. Takes `header`.
-- include listening/access
-- include admin/indexes
-- include listening/picture
-- include session/parts/text_or_null
-- A player that was not heard for so long plays no more, though nobody said that it stopped. While it plays, the row is
-- read once in this time, and says the same.
local SILENT_MS = 60000

-- A history without an entry has no row.
function kinds.listening.row(at_latest)
  local latest = redis.call('ZRANGE', header .. ':order', 0, 0, 'REV')[1]
  if not latest then return nil end
  local from, id = string.match(redis.call('HGET', header .. ':entries', latest), '^(%d+) %d+ (.+)$')
  local book = cjson.decode(redis.call('HGET', header .. ':books', id))
  local position, left_at = string.match(redis.call('HGET', header .. ':places', id) or '', '^(%d+)\t[^\t]*\t[^\t]*\t(.*)$')
  local state, device = 'stopped', left_at
  local heard = 'null'
  for _, row in ipairs(redis.call('HVALS', header .. ':players')) do
    local played, at, name = string.match(row, '^1\t([^\t]*)\t(%d+)\t[^\t]*\t%d*\t(.*)$')
    if played and tonumber(at) + SILENT_MS > now then
      state = 'playing'
      if played == id then device = name end
      at_latest(tonumber(at) + SILENT_MS)
    end
  end
  if state == 'stopped' and book.finished_at ~= cjson.null then
    heard = '100'
  elseif state == 'stopped' and position and book.duration_ms ~= cjson.null and book.duration_ms > 0 then
    heard = string.format('%d', math.min(100, math.floor(100 * tonumber(position) / book.duration_ms)))
  end
  local facts = table.concat({ '{"artist":', quoted(book.artist), ',"device":', text_or_null(device), ',"heard":', heard,
    ',"artwork_url":', picture_json(id, book), '}' })
  local title = book.title ~= cjson.null and book.title or book.name
  return quoted(title), '"' .. state .. '"', facts, facts, redis.call('HGET', header, 'listened_at') or from
end
