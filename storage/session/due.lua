-- session/due: the due entries of indexes by time, by Redis's clock.
-- KEYS the indexes; ARGV[1] how many entries at most, ARGV[2] for how long, ms, their time must have passed.
-- Answers the entries, of earlier indexes first.
-- include session/parts/clock
local latest, found = unix_ms() - tonumber(ARGV[2]), {}
for _, index in ipairs(KEYS) do
  local room = tonumber(ARGV[1]) - #found
  if room == 0 then break end
  for _, entry in ipairs(redis.call('ZRANGE', index, '-inf', latest, 'BYSCORE', 'LIMIT', 0, room)) do
    found[#found + 1] = entry
  end
end
return found
