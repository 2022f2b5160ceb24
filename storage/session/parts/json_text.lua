-- session/parts/json_text: text as JSON, without the backslashes that cjson puts before slashes. Most texts have none,
-- and to look is cheap.
local function quoted(text)
  local json = cjson.encode(text)
  if not string.find(json, '/', 1, true) then return json end
  return (string.gsub(json, '\\/', '/'))
end
