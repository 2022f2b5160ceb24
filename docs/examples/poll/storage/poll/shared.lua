-- poll/shared: what the scripts of a poll have in common.
-- include poll/access
-- include session/parts/quoted
local votes, counts = header .. ':votes', header .. ':counts'

local function poll_json()
  local f = redis.call('HMGET', header, 'question', 'options', 'open', 'winner')
  local sums = {}
  for i = 1, #cjson.decode(f[2]) do sums[i] = redis.call('HGET', counts, i - 1) or '0' end
  return table.concat({ '{"id":"', session_id, '","question":', quoted(f[1]), ',"options":', f[2], ',"counts":[',
    table.concat(sums, ','), '],"is_open":', f[3] == '1' and 'true' or 'false', ',"winner":', f[4] or 'null', '}' })
end
