-- session/due: the due entries of indexes by time, by Redis's clock: at most `most`, whose time has passed `late_ms`
-- ago.
-- KEYS are the indexes. Answers the entries, of earlier indexes first.
local most, late_ms = unpack(ARGV)
-- include session/parts/clock
local latest, entries = unix_ms() - late_ms, {}
for _, index in ipairs(KEYS) do
  local room = most - #entries
  if room == 0 then break end
  for _, entry in ipairs(redis.call('ZRANGE', index, '-inf', latest, 'BYSCORE', 'LIMIT', 0, room)) do
    entries[#entries + 1] = entry
  end
end
return entries
