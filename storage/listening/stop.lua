-- listening/stop: what the scripts share in which a player stops.
-- include listening/common
-- The book of a player stopped at a time: its entry ends there, or is deleted when it is too short (I8) and nobody else
-- plays it. Without a current entry nothing happens (I14). Answers the entry or nil, and the ids that are gone.
local function finalize(player, at)
  local e = current_entry(player.book, at)
  if not e then return nil, {} end
  e.to = math.max(e.to, at)
  if e.to - e.from >= shortest then
    write_entry(e)
    return e, {}
  end
  for _, id in ipairs(redis.call('HKEYS', players)) do
    local other = player_of(id)
    if id ~= player.id and other.plays and other.book == player.book then return nil, {} end
  end
  drop_entry(e)
  return nil, { e.id }
end
