-- listening/picture: the uploaded picture of a book.
-- include session/parts/json_text
-- Its record: `<digest> <bytes> <type> <file>`; nil when there is none.
local function uploaded(b) return b.artwork ~= cjson.null and b.artwork or nil end

-- Its address as JSON, another one for each picture.
local function picture_json(id, b)
  local record = uploaded(b)
  if not record then return 'null' end
  return table.concat({ '"/api/listening/books/', id, '/artwork?v=', string.sub(record, 1, 16), '"' })
end
