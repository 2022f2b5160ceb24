-- listening/batch: stretches that players kept while they were offline, in any order.
-- `skew` is the ms to add to their times, `longest` the longest stretch in ms, `earliest` the earliest time;
-- `most_items` client ids are remembered; `player` and `device` are the player's id, or '', and its name. For each
-- stretch its client id, book id, start, end, and where in the book it ended in ms or '' follow.
-- Refuses session_not_found, forbidden. Publishes entries_changed once and book_changed for each book that was left
-- somewhere else, unless nothing changed. Answers for each stretch {result, reason, entry id}: stored, known or
-- refused.
local header, run = unpack(KEYS)
local FIRST_STRETCH = 13
local session_id, log_length, caller, window_ms, shortest_ms, skew, longest, earliest, most_entries, most_items, player,
  device = unpack(ARGV, 1, FIRST_STRETCH - 1)
-- include listening/changes
local refused = refuse_unless('listening', 'change')
if refused then return refused end
longest, earliest, most_entries = tonumber(longest), tonumber(earliest), tonumber(most_entries)
local items = header .. ':items'
local answers, moved = {}, {}

local function no(reason) return { 'refused', reason, '' } end

local function take(client_id, book, from, to, position)
  if redis.call('ZSCORE', items, client_id) then return { 'known', '', '' } end
  if redis.call('HEXISTS', books, book) == 0 then return no('unknown_book') end
  if to < from then return no('ends_before_start') end
  if from > now then return no('in_the_future') end
  if from < earliest then return no('too_old') end
  if to - from > longest then return no('too_long') end
  if redis.call('ZCARD', order) >= most_entries then return no('history_full') end
  local reason = to > now and 'end_was_in_the_future' or ''
  local e, gone, is_same = join(book, from, math.min(to, now))
  if not e then return no('too_short') end
  redis.call('ZADD', items, whole_number(now), client_id)
  if position ~= '' and leave(book, position, math.min(to, now), player, device) then moved[book] = true end
  if is_same then return { 'known', reason, e.id } end
  note(e, gone)
  return { 'stored', reason, e.id }
end

for i = FIRST_STRETCH, #ARGV, 5 do
  local client_id, book, from, to, position = unpack(ARGV, i, i + 4)
  answers[#answers + 1] = take(client_id, book, from + skew, to + skew, position)
end
redis.call('ZREMRANGEBYRANK', items, 0, -tonumber(most_items) - 1)
local left = noted_entries()
if left then
  change_listened()
  emit('history', 'entries_changed', changes(left, removed, nil))
end
for book in pairs(moved) do emit('history', 'book_changed', '{"book":' .. book_json(book) .. '}') end
return answers
