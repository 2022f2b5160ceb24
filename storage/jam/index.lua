-- jam/index: what the indexes have of a jam. Takes `header`.
-- include admin/measure
kinds.jam = {
  name = function()
    local name = redis.call('HGET', header .. ':state', 'name')
    return name and cjson.decode(name) or ''
  end,
  size = function() return tonumber(redis.call('HGET', header, 'size') or '0') end,
  is_exact = true,
}
