-- listening/batch: stretches that players kept while they were offline, in any order.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6] the ms to add to their times,
-- ARGV[7] the longest stretch in ms, ARGV[8] the earliest time, ARGV[9] the most entries, ARGV[10] how many client ids are
-- remembered, ARGV[11] player id or '', ARGV[12] its name, then for each stretch its client id, book id, start, end, and
-- where in the book it ended in ms or ''.
-- Refuses session_not_found, forbidden. Publishes entries_changed once and book_changed for each book that was left
-- somewhere else, unless nothing changed. Answers for each stretch {result, reason, entry id}: stored, known or refused.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/noted
local refused = refuse_unless('listening', 'change')
if refused then return refused end
local skew, longest, earliest = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
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
  if redis.call('ZCARD', order) >= tonumber(ARGV[9]) then return no('history_full') end
  local reason = to > now and 'end_was_in_the_future' or ''
  local e, gone, is_same = join(book, from, math.min(to, now))
  if not e then return no('too_short') end
  redis.call('ZADD', items, whole_number(now), client_id)
  if position ~= '' and leave(book, position, math.min(to, now), ARGV[11], ARGV[12]) then moved[book] = true end
  if is_same then return { 'known', reason, e.id } end
  note(e, gone)
  return { 'stored', reason, e.id }
end

for i = 13, #ARGV, 5 do
  local from, to = tonumber(ARGV[i + 2]) + skew, tonumber(ARGV[i + 3]) + skew
  answers[#answers + 1] = take(ARGV[i], ARGV[i + 1], from, to, ARGV[i + 4])
end
redis.call('ZREMRANGEBYRANK', items, 0, -tonumber(ARGV[10]) - 1)
local left = noted_entries()
if left then
  change_listened()
  emit('history', 'entries_changed', changes(left, removed, nil))
end
for book in pairs(moved) do emit('history', 'book_changed', '{"book":' .. book_json(book) .. '}') end
return answers
