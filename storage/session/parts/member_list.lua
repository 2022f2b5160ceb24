-- session/parts/member_list: whether the caller is in a JSON array of user ids.
-- include session/parts/access
local function is_listed(json)
  for _, id in ipairs(cjson.decode(json)) do
    if has(ids, id) then return true end
  end
  return false
end
