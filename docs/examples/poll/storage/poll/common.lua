-- poll/common: what the scripts of a poll have in common. Takes `header` and `session_id`.
-- include poll/access
-- include admin/indexes
-- include home/row
-- include session/parts/json_text
local votes, counts = header .. ':votes', header .. ':counts'

local function poll_json()
  local question, options, open, winner = unpack(redis.call('HMGET', header, 'question', 'options', 'open', 'winner'))
  local sums = {}
  for i = 1, #cjson.decode(options) do sums[i] = redis.call('HGET', counts, i - 1) or '0' end
  return table.concat({ '{"id":"', session_id, '","question":', quoted(question), ',"options":', options, ',"counts":[',
    table.concat(sums, ','), '],"is_open":', open == '1' and 'true' or 'false', ',"winner":', winner or 'null', '}' })
end
