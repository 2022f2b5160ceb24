-- listening/players: what each player of a listener said last. Takes `header`.
-- include session/parts/json_text
-- include session/parts/whole_number
local players = header .. ':players'

-- A player's last word: whether it plays, which book, when it was tracked, over which connection, where, and its name.
local function player_of(id)
  local row = redis.call('HGET', players, id)
  if not row then return nil end
  local plays, book, at, connection, position, device =
    string.match(row, '^([01])\t([^\t]*)\t(%d+)\t([^\t]*)\t(%d*)\t(.*)$')
  return { id = id, plays = plays == '1', book = book, at = tonumber(at), connection = connection, position = position,
    device = device }
end

local function player_json(p)
  return table.concat({ '{"id":', quoted(p.id), ',"device":', quoted(p.device), ',"book_id":', quoted(p.book),
    ',"status":"', p.plays and 'playing' or 'stopped', '","position_ms":', p.position ~= '' and p.position or 'null',
    ',"at":', whole_number(p.at), '}' })
end

local function keep_player(p)
  redis.call('HSET', players, p.id, table.concat({ p.plays and '1' or '0', p.book, whole_number(p.at), p.connection,
    p.position, p.device }, '\t'))
end
