-- listening/read: the newest `most` entries, the players, and the position at which this is true.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, {entry…}, {player…}, how many entries there are}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, most = unpack(ARGV)
-- include listening/common
local refused = refuse_unless('listening', 'read')
if refused then return refused end
note_access('listening', true)
local rows, heard = {}, {}
for _, id in ipairs(redis.call('ZRANGE', order, 0, most - 1, 'REV')) do
  rows[#rows + 1] = entry_json(entry_of(id))
end
for _, id in ipairs(redis.call('HKEYS', players)) do heard[#heard + 1] = player_json(player_of(id)) end
return { epoch('history'), tonumber(redis.call('HGET', header, 'seq:history') or '0'), whole_number(now), rows, heard,
  redis.call('ZCARD', order) }
