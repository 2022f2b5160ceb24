-- poll/kind: what shared scripts know of a poll (session/parts/kinds.lua). Takes `header`.
-- include poll/common
local poll = kinds.poll
poll.feeds = { 'votes' }
poll.roles, poll.asked_role = { 'owner', 'co-owner', 'viewer' }, 'viewer'
poll.links, poll.default_link = { 'nobody', 'view' }, 'view' -- who has the link votes

function poll.row()
  local question, open, winner = unpack(redis.call('HMGET', header, 'question', 'open', 'winner'))
  local facts = '{"winner":' .. (winner or 'null') .. '}'
  return quoted(question), open == '1' and '"open"' or '"closed"', facts, facts
end
