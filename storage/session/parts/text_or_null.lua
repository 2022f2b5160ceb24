-- session/parts/text_or_null: text as JSON, null without any.
-- include session/parts/json_text
local function text_or_null(value)
  return value and value ~= '' and quoted(value) or 'null'
end
