-- listening/track: what a player reports of itself (I4–I15): a heartbeat while it plays, anything else when it stopped.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6] player id, ARGV[7] its name,
-- ARGV[8] book id, ARGV[9] '1' while it plays, ARGV[10] how many ms ago this was, ARGV[11] where in the book in ms or '',
-- ARGV[12] connection id or '', ARGV[13] the ms within which another heartbeat of the same book is dropped, ARGV[14] the most
-- entries, ARGV[15] the most players that are remembered.
-- Refuses session_not_found, forbidden, too_large. Publishes entries_changed unless nothing changed. Answers {result, the
-- entry as JSON or null}: result is tracked, throttled, finalized, dropped, unknown_book or nothing.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/stop
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local was = player_of(ARGV[6])
local book, plays, at = ARGV[8], ARGV[9] == '1', now - tonumber(ARGV[10])
local exists = redis.call('HEXISTS', books, book) == 1
if plays and exists and was and was.plays and was.book == book and now - was.at < tonumber(ARGV[13]) then
  return { 'throttled', 'null' }
end
local current = plays and exists and current_entry(book, at) or nil
if plays and exists and not current and redis.call('ZCARD', order) >= tonumber(ARGV[14]) then
  return refuse('too_large', 'This history holds no more entries')
end

local is_playing, was_playing = plays and exists and book, was and was.plays and was.book
local changed, removed = {}, {}
local is_begun = is_playing and (not current or is_playing ~= was_playing)
local result, entry = plays and 'unknown_book' or 'nothing', nil
if was and was.plays and not (plays and was.book == book) then
  -- Another book ends the one before, even when nobody said that it stopped (I12). Nothing ends before it was last heard.
  local ended, gone = finalize(was, math.max(at, was.at))
  changed[1], removed, entry = ended, gone, ended
  if not plays then result = ended and 'finalized' or gone[1] and 'dropped' or 'nothing' end
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

local is_moved = exists and ARGV[11] ~= '' and not (was and was.book == book and was.position == ARGV[11])
  and leave(book, ARGV[11], at, ARGV[6], ARGV[7])
if #changed == 0 and #removed == 0 and not is_moved and not (was and was.plays) then return { result, 'null' } end
local player = { id = ARGV[6], plays = plays and exists, book = exists and book or '', at = now, connection = ARGV[12],
  position = exists and ARGV[11] or '', device = ARGV[7] }
if not was and redis.call('HLEN', players) >= tonumber(ARGV[15]) then
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
