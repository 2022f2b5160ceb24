-- listening/track: what a player reports of itself (I4–I15): a heartbeat while it plays, anything else when it stopped.
-- `player_id` and `device` are its id and name, `is_on` '1' while it plays, `ago` how many ms ago this was, `position`
-- where in the book in ms, or '', `connection_id` may be ''. Another heartbeat of the same book within `pause_ms` is
-- dropped.
-- Refuses session_not_found, forbidden, too_large. Publishes entries_changed unless nothing changed. Answers {result,
-- the entry as JSON or null}: result is tracked, throttled, finalized, dropped, unknown_book or nothing.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, player_id, device, book, is_on, ago, position,
  connection_id, pause_ms, most_entries, most_players = unpack(ARGV)
-- include listening/stop
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local was = player_of(player_id)
local plays, at = is_on == '1', now - ago
local exists = redis.call('HEXISTS', books, book) == 1
if plays and exists and was and was.plays and was.book == book and now - was.at < tonumber(pause_ms) then
  return { 'throttled', 'null' }
end
local current = plays and exists and current_entry(book, at) or nil
if plays and exists and not current and redis.call('ZCARD', order) >= tonumber(most_entries) then
  return refuse('too_large', 'This history holds no more entries')
end

local is_playing, was_playing = plays and exists and book, was and was.plays and was.book
local changed, removed, is_gone = {}, {}, false
local is_begun = is_playing and (not current or is_playing ~= was_playing)
local result, entry = plays and 'unknown_book' or 'nothing', nil
if was and was.plays and not (plays and was.book == book) then
  -- Another book ends the one before, even when nobody said that it stopped (I12). Nothing ends before it was last heard.
  local ended, gone = finalize(was, math.max(at, was.at))
  changed, removed, entry, is_gone = { ended }, gone, ended, #gone > 0
  if not plays then result = ended and 'finalized' or is_gone and 'dropped' or 'nothing' end
end
if plays and exists then
  if current then
    current.to = math.max(current.to, at)
    write_entry(current)
  else
    current = add_entry(book, at, at)
  end
  changed[#changed + 1], entry, result = current, current, 'tracked'
  redis.call('ZADD', shelf, whole_number(now), book)
elseif plays then
  entry = nil
end

local is_moved = exists and position ~= '' and not (was and was.book == book and was.position == position)
  and leave(book, position, at, player_id, device)
if #changed == 0 and #removed == 0 and not is_moved and not (was and was.plays) then return { result, 'null' } end
local player = { id = player_id, plays = plays and exists, book = exists and book or '', at = now, connection = connection_id,
  position = exists and position or '', device = device }
if not was and redis.call('HLEN', players) >= tonumber(most_players) then
  local oldest
  for _, id in ipairs(redis.call('HKEYS', players)) do
    local other = player_of(id)
    if not oldest or other.at < oldest.at then oldest = other end
  end
  redis.call('HDEL', players, oldest.id)
end
keep_player(player)
if is_begun or was_playing and is_playing ~= was_playing then change_listened() end
emit('history', 'entries_changed', changes(changed, removed, player))
return { result, entry and entry_json(entry) or 'null' }
