-- quoted: text as JSON. cjson escapes slashes, which is valid but makes every link longer.
local function quoted(text)
  return (string.gsub(cjson.encode(text), '\\/', '/'))
end
