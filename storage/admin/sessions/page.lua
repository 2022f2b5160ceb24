-- admin/sessions/page: the next entries of one index of several kinds, in the buckets of one slot, all in one order (K26).
-- KEYS the run ids of the buckets; ARGV[1] the index, ARGV[2] 'text' or 'number', ARGV[3] '1' for the reverse order,
-- ARGV[4] how many entries, ARGV[5] and ARGV[6] score and member of the last entry before, '' at the beginning,
-- ARGV[7] and ARGV[8] the lowest and the highest score, or for text the beginning of the entries and '', ARGV[9] how many
-- conditions, then for each an index, the lowest and the highest score, '' for any, or `owners`, the ids of one owner with tabs
-- between them, and ''; then kinds.
-- Publishes nothing. Answers kind, score and member of each entry in turn, and '1' when it meets the conditions. What is
-- before a place is not read: a deep page costs as much as the first one, also when all scores are the same.
local is_text, reverse, most = ARGV[2] == 'text', ARGV[3] == '1', tonumber(ARGV[4])
local score, member, low, high = tonumber(ARGV[5]), ARGV[6], ARGV[7], ARGV[8]

local conditions, kinds = {}, {}
for i = 10, 9 + 3 * tonumber(ARGV[9]), 3 do conditions[#conditions + 1] = { ARGV[i], ARGV[i + 1], ARGV[i + 2] } end
for i = 10 + 3 * #conditions, #ARGV do kinds[#kinds + 1] = ARGV[i] end

-- How many entries of an index are before this place or, if `also_at`, at it.
local function before(index, at, of_member, also_at)
  if is_text then return redis.call('ZLEXCOUNT', index, '-', (also_at and '[' or '(') .. of_member) end
  local first = redis.call('ZCOUNT', index, '-inf', string.format('(%.17g', at))
  local last = first + redis.call('ZCOUNT', index, at, at)
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
    list.rows[#list.rows + 1] = { tonumber(rows[place + 1]), rows[place], rows[place + 1] }
  end
end

for _, run in ipairs(KEYS) do
  local indexes = string.match(run, '^rt:{b%d+}:') .. 'index:'
  for _, kind in ipairs(kinds) do
    local list = { kind = kind, all = indexes .. kind .. ':', index = indexes .. kind .. ':' .. ARGV[1], step = 2 }
    list.first, list.last = wanted(list.index)
    fill(list)
    if list.rows[1] then lists[#lists + 1] = list end
  end
end

local function meets(list, of_member)
  local id = string.sub(of_member, -36)
  for _, one in ipairs(conditions) do
    if one[1] == 'owners' then
      local is_owner = false
      for owner in string.gmatch(one[2], '[^\t]+') do
        is_owner = is_owner or redis.call('ZSCORE', list.all .. 'owners', owner .. '\t' .. id)
      end
      if not is_owner then return '0' end
    else
      local value = tonumber(redis.call('ZSCORE', list.all .. one[1], id) or '0')
      if one[2] ~= '' and value < tonumber(one[2]) or one[3] ~= '' and value > tonumber(one[3]) then return '0' end
    end
  end
  return '1'
end

local function comes_first(a, b)
  if a[1] ~= b[1] then return reverse and a[1] > b[1] or not reverse and a[1] < b[1] end
  return reverse and a[2] > b[2] or not reverse and a[2] < b[2]
end

local found = {}
while #found < 4 * most and #lists > 0 do
  local best = 1
  for i = 2, #lists do
    if comes_first(lists[i].rows[lists[i].at], lists[best].rows[lists[best].at]) then best = i end
  end
  local list = lists[best]
  local row = list.rows[list.at]
  local place = #found
  found[place + 1], found[place + 2], found[place + 3] = list.kind, row[3], row[2]
  found[place + 4] = meets(list, row[2])
  list.at = list.at + 1
  if not list.rows[list.at] then fill(list) end
  if not list.rows[list.at] then table.remove(lists, best) end
end
return found
