-- admin/sessions/page: the next entries of one index of several kinds, in the buckets of one slot, all in one order (K26).
-- KEYS are the run ids of the buckets. `by` is the index, `order` is 'text' or 'number', `is_reverse` '1' for the
-- reverse order, `most` how many entries; `score` and `member` are those of the last entry before, '' at the beginning;
-- `low` and `high` the lowest and the highest score, or for text the beginning of the entries and ''. Then come
-- `condition_count` conditions: an index, the lowest and the highest score, '' for any, or `owners`, the ids of one
-- owner with tabs between them, and '', or `names`, what must be inside a name but not at its beginning, and ''; then
-- the kinds. Publishes nothing. Answers kind, score and member of each entry in turn, and '1' when it meets the
-- conditions. What is before a place is not read, so a deep page costs as much as the first.
local FIRST_CONDITION, WIDTH = 10, 3
local by, order, is_reverse, most, score, member, low, high, condition_count = unpack(ARGV, 1, FIRST_CONDITION - 1)
local is_text, reverse, most, score = order == 'text', is_reverse == '1', tonumber(most), tonumber(score)

local conditions, kinds, first_kind = {}, {}, FIRST_CONDITION + WIDTH * tonumber(condition_count)
for i = FIRST_CONDITION, first_kind - 1, WIDTH do
  conditions[#conditions + 1] = { by = ARGV[i], low = ARGV[i + 1], high = ARGV[i + 2] }
end
for i = first_kind, #ARGV do kinds[#kinds + 1] = ARGV[i] end

-- How many entries of an index are before this place or, if `also_at`, at it.
local function before(index, at, of_member, also_at)
  if is_text then return redis.call('ZLEXCOUNT', index, '-', (also_at and '[' or '(') .. of_member) end
  local first = redis.call('ZCOUNT', index, '-inf', string.format('(%.17g', at))
  local last = first + redis.call('ZCOUNT', index, at, at)
  while first < last do
    local middle = math.floor((first + last) / 2)
    local there = unpack(redis.call('ZRANGE', index, middle, middle))
    if there < of_member or (also_at and there == of_member) then first = middle + 1 else last = middle end
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

local lists = {}
local function fill(list)
  list.rows, list.at = {}, 1
  if list.first >= list.last then return end
  local from, to
  if reverse then
    to = list.last - 1
    from = math.max(list.first, to - list.step + 1)
    list.last = from
  else
    from = list.first
    to = math.min(list.last, from + list.step) - 1
    list.first = to + 1
  end
  list.step = 8
  local rows = redis.call('ZRANGE', list.index, from, to, 'WITHSCORES')
  for i = 1, #rows, 2 do
    local place = reverse and #rows - i or i
    local of_member, text = unpack(rows, place, place + 1)
    list.rows[#list.rows + 1] = { score = tonumber(text), member = of_member, text = text }
  end
end

for _, run in ipairs(KEYS) do
  local indexes = string.match(run, '^rt:{b%d+}:') .. 'index:'
  for _, kind in ipairs(kinds) do
    local list = { kind = kind, all = indexes .. kind .. ':', index = indexes .. kind .. ':' .. by, step = 2 }
    list.first, list.last = wanted(list.index)
    fill(list)
    if #list.rows > 0 then lists[#lists + 1] = list end
  end
end

local function meets(list, of_member)
  local id = string.sub(of_member, -36)
  for _, one in ipairs(conditions) do
    if one.by == 'owners' then
      local is_owner = false
      for owner in string.gmatch(one.low, '[^\t]+') do
        is_owner = is_owner or redis.call('ZSCORE', list.all .. 'owners', owner .. '\t' .. id)
      end
      if not is_owner then return '0' end
    elseif one.by == 'names' then -- `by` is this index
      local name = string.sub(of_member, 1, -38)
      if string.find(name, one.low, 1, true) == 1 or not string.find(name, one.low, 2, true) then return '0' end
    else
      local value = tonumber(redis.call('ZSCORE', list.all .. one.by, id) or '0')
      if one.low ~= '' and value < tonumber(one.low) or one.high ~= '' and value > tonumber(one.high) then return '0' end
    end
  end
  return '1'
end

local function comes_first(a, b)
  if a.score ~= b.score then return reverse and a.score > b.score or not reverse and a.score < b.score end
  return reverse and a.member > b.member or not reverse and a.member < b.member
end

local answer = {}
while #answer < 4 * most and #lists > 0 do
  local best = 1
  for i = 2, #lists do
    if comes_first(lists[i].rows[lists[i].at], lists[best].rows[lists[best].at]) then best = i end
  end
  local list = lists[best]
  local row = list.rows[list.at]
  for _, one in ipairs({ list.kind, row.text, row.member, meets(list, row.member) }) do answer[#answer + 1] = one end
  list.at = list.at + 1
  if not list.rows[list.at] then fill(list) end
  if not list.rows[list.at] then table.remove(lists, best) end
end
return answer
