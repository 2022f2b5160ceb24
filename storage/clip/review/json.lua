-- clip/review/json: what was decided beside the taps, and since when moments are published, as JSON. Takes `header`.
local review = header .. ':review'
local function review_json()
  local stored, cuts, spans, others = redis.call('HGETALL', review), {}, {}, {}
  for i = 1, #stored, 2 do
    local field, json = stored[i], stored[i + 1]
    local list = string.sub(field, 1, 4) == 'cut:' and cuts or string.sub(field, 1, 5) == 'span:' and spans
    if list then list[#list + 1] = json else others[#others + 1] = '"' .. field .. '":' .. json .. ',' end
  end
  local published_at = redis.call('HGET', header .. ':best', 'at') or 'null'
  return table.concat({ '{', table.concat(others), '"published_at":', published_at, ',"cuts":[', table.concat(cuts, ','), '],"spans":[',
    table.concat(spans, ','), ']}' })
end
