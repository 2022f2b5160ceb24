-- listening/page: a page of a history, the latest entry first (I16).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..5] as in tail and listening_shared, ARGV[6..7] the start and the id of the last entry
-- of the page before, or '', ARGV[8] how many rows, ARGV[9] how many entries are looked at, then the ids of the books
-- that are asked for; none are all.
-- Refuses session_not_found, forbidden. Answers {{entry…}, next}: next is {} at the end, else the two words to go on with.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include listening/place
local refused = refuse_unless('listening', 'read')
if refused then return refused end
local wanted, count = {}, #ARGV - 9
for i = 10, #ARGV do wanted[ARGV[i]] = true end
local source = count == 1 and of_book(ARGV[10]) or order
local most, look = tonumber(ARGV[8]), tonumber(ARGV[9])
local rows, last, looked = {}, nil, 0
local from, offset = where_to_continue(source)
while #rows < most and looked < look do
  local found = redis.call('ZRANGE', source, from, '-inf', 'BYSCORE', 'REV', 'LIMIT', offset, 200)
  if #found == 0 then return { rows, {} } end
  for i, row in ipairs(redis.call('HMGET', entries, unpack(found))) do
    local begins, ends, book = string.match(row, '^(%d+) (%d+) (.+)$')
    looked, last = looked + 1, { begins, found[i] }
    if count <= 1 or wanted[book] then
      rows[#rows + 1] = entry_json({ id = found[i], from = tonumber(begins), to = tonumber(ends), book = book })
      if #rows >= most then break end
    end
  end
  offset = offset + #found
end
return { rows, last or {} }
