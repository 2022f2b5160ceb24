-- listening/page: a page of a history, the latest entry first (I16). `last_start` and `last_id` are those of the last
-- entry of the page before, or '', `most` is how many rows, `look` how many entries are looked at; the ids of the books
-- that are asked for follow, none for all.
-- Refuses session_not_found, forbidden. Answers {{entry…}, next}: next is {} at the end, else the two words to go on
-- with.
local header, run = unpack(KEYS)
local FIRST_BOOK = 10
local session_id, log_length, caller, window_ms, shortest_ms, last_start, last_id, most,
  look = unpack(ARGV, 1, FIRST_BOOK - 1)
-- include listening/place
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local wanted, count = {}, #ARGV - FIRST_BOOK + 1
for i = FIRST_BOOK, #ARGV do wanted[ARGV[i]] = true end
local source = count == 1 and of_book(ARGV[FIRST_BOOK]) or order
local rows, last, looked = {}, nil, 0
local from, offset = where_to_continue(source, last_start, last_id)
while #rows < tonumber(most) and looked < tonumber(look) do
  local entry_ids = redis.call('ZRANGE', source, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', offset, 200)
  if #entry_ids == 0 then return { rows, {} } end
  for i, row in ipairs(redis.call('HMGET', entries, unpack(entry_ids))) do
    local begins, ends, book = string.match(row, '^(%d+) (%d+) (.+)$')
    looked, last = looked + 1, { begins, entry_ids[i] }
    if count <= 1 or wanted[book] then
      rows[#rows + 1] = entry_json({ id = entry_ids[i], from = tonumber(begins), to = tonumber(ends), book = book })
      if #rows >= tonumber(most) then break end
    end
  end
  offset = offset + #entry_ids
end
return { rows, last or {} }
