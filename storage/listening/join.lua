-- listening/join: what the scripts share that put a whole stretch into a history.
-- include listening/common
-- Puts a stretch into a book's entries: it joins those that are less than the window away, on both sides (I7). Answers
-- the entry and the ids of those that went into it, or nil when the stretch is too short to be one (I8). One that comes
-- back has its `id` and may be short.
local function join(book, from, to, id)
  local own, joined, last = of_book(book), {}, nil
  local before = redis.call('ZRANGE', own, whole_number(from), '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)[1]
  local e = before and entry_of(before)
  if e and e.to > from - window then joined, last = { e }, e end
  for _, id in ipairs(redis.call('ZRANGE', own, '(' .. whole_number(from), '(' .. whole_number(to + window), 'BYSCORE')) do
    last = entry_of(id)
    joined[#joined + 1] = last
  end
  if not last then
    if not id and to - from < shortest then return nil, {} end
    return add_entry(book, from, to, id), {}
  end
  local first, gone = unpack(joined), {}
  local begins, ends = math.min(first.from, from), math.max(last.to, to)
  if #joined == 1 and begins == first.from and ends == first.to then return first, gone, true end
  for i = 2, #joined do
    drop_entry(joined[i])
    gone[#gone + 1] = joined[i].id
  end
  if begins < first.from then
    redis.call('ZADD', order, whole_number(begins), first.id)
    redis.call('ZADD', own, whole_number(begins), first.id)
  end
  first.from, first.to = begins, ends
  write_entry(first)
  return first, gone
end
