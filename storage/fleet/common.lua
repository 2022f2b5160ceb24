-- fleet/common: the processes and the finished minutes of the fleet. Takes `header`.
-- Keys: `processes` process -> `<ms of its last report> <connections> <subscribers> <JSON>`, `minutes` and `halves`
-- lists of JSON, the latest last, `now:<list>` what the present minute and half an hour have so far, `watched` sessions
-- that admins look at by when this ends.
-- include fleet/access
-- include session/parts/whole_number
local processes, watched = header .. ':processes', header .. ':watched'

-- The processes that reported within `gone_ms`, as JSON, and the sums of their connections and subscribers.
local function present(gone_ms)
  local reports, connections, subscribers = {}, 0, 0
  local stored = redis.call('HGETALL', processes)
  for i = 1, #stored, 2 do
    local at, open, subscribed, json = string.match(stored[i + 1], '^(%d+) (%d+) (%d+) (.*)$')
    if now - tonumber(at) > gone_ms then
      redis.call('HDEL', processes, stored[i])
    else
      reports[#reports + 1] = json
      connections, subscribers = connections + tonumber(open), subscribers + tonumber(subscribed)
    end
  end
  return reports, connections, subscribers
end
