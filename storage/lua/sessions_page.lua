-- sessions_page: the next entries of one index of several kinds, in the buckets of one slot, all in one order (K26).
-- KEYS the run ids of the buckets; ARGV[1] the index, ARGV[2] 'text' or 'number', ARGV[3] '1' for the reverse order,
-- ARGV[4] how many entries, ARGV[5] and ARGV[6] score and member of the last entry before, '' at the beginning,
-- ARGV[7] and ARGV[8] the lowest and the highest score, or for text the beginning of the entries and '', ARGV[9..] kinds.
-- Publishes nothing. Answers kind, score and member of each entry in turn. What is before a place is counted by halving,
-- so that a deep page costs as much as the first one, also when all scores are the same.
local is_text, reverse, most = ARGV[2] == 'text', ARGV[3] == '1', tonumber(ARGV[4])
local score, member, low, high = tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8]

-- How many entries of an index are before this place or, if `also_at`, at it.
local function before(index, at, of_member, also_at)
  local first, last = 0, redis.call('ZCARD', index)
  if not is_text then
    first = redis.call('ZCOUNT', index, '-inf', string.format('(%.17g', at))
    last = first + redis.call('ZCOUNT', index, at, at)
  end
  while first < last do
    local middle = math.floor((first + last) / 2)
    local found = redis.call('ZRANGE', index, middle, middle)[1]
    if found < of_member or (also_at and found == of_member) then first = middle + 1 else last = middle end
  end
  return first
end

-- The ranks of an index between which entries are wanted: from the first to before the last.
local function wanted(index)
  local first, last = 0, nil
  if is_text then
    if low ~= '' then first = before(index, 0, low) end
    last = low ~= '' and before(index, 0, low .. '\255') or redis.call('ZCARD', index)
  else
    first = low ~= '' and redis.call('ZCOUNT', index, '-inf', '(' .. low) or 0
    last = high ~= '' and redis.call('ZCOUNT', index, '-inf', high) or redis.call('ZCARD', index)
  end
  if score then
    if reverse then last = math.min(last, before(index, score, member))
    else first = math.max(first, before(index, score, member, true)) end
  end
  return first, last
end

local STEP = 8
local lists = {}
local function fill(list)
  list.rows, list.at = {}, 1
  if list.first >= list.last then return end
  local from, to
  if reverse then
    to = list.last - 1
    from = math.max(list.first, to - STEP + 1)
    list.last = from
  else
    from = list.first
    to = math.min(list.last, from + STEP) - 1
    list.first = to + 1
  end
  local rows = redis.call('ZRANGE', list.index, from, to, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local place = reverse and #rows - i or i
    list.rows[#list.rows + 1] = { tonumber(rows[place + 1]), rows[place], rows[place + 1] }
  end
end

for _, run in ipairs(KEYS) do
  for i = 9, #ARGV do
    local index = string.match(run, '^rt:{b%d+}:') .. 'index:' .. ARGV[i] .. ':' .. ARGV[1]
    if redis.call('EXISTS', index) == 1 then
      local list = { index = index, kind = ARGV[i] }
      list.first, list.last = wanted(index)
      fill(list)
      if list.rows[1] then lists[#lists + 1] = list end
    end
  end
end

local function comes_first(a, b)
  if a[1] ~= b[1] then return reverse and a[1] > b[1] or not reverse and a[1] < b[1] end
  return reverse and a[2] > b[2] or not reverse and a[2] < b[2]
end

local found = {}
while #found < 3 * most and #lists > 0 do
  local best = 1
  for i = 2, #lists do
    if comes_first(lists[i].rows[lists[i].at], lists[best].rows[lists[best].at]) then best = i end
  end
  local list = lists[best]
  local row = list.rows[list.at]
  found[#found + 1], found[#found + 2], found[#found + 3] = list.kind, row[3], row[2]
  list.at = list.at + 1
  if not list.rows[list.at] then fill(list) end
  if not list.rows[list.at] then table.remove(lists, best) end
end
return found
