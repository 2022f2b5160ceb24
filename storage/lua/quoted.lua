-- quoted: text as JSON. cjson escapes slashes, which is legal and only makes every link longer.
local function quoted(text)
  return (string.gsub(cjson.encode(text), '\\/', '/'))
end
