-- listening/bookmarks: the bookmarks of a history, as its scripts share them. Takes `header`.
-- include listening/common
-- `marks` bookmark id -> `<position> <when> <book>`. All of a history are in one hash: there are 2,000 at the most.
local marks = header .. ':marks'

local function mark_of(id, row)
  local position, at, book = string.match(row, '^(%d+) (%d+) (.+)$')
  return { id = id, position = position, at = at, book = book }
end

local function mark_json(mark)
  return table.concat({ '{"id":', quoted(mark.id), ',"position_ms":', mark.position, ',"at":', mark.at, '}' })
end
