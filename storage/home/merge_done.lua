-- home/merge_done: the rows of a home, and the people whom it knew, are in the home of the identity that it was joined
-- with. Behind what tail takes come row id and row, as it was read, in turn. A row that was written meanwhile stays,
-- for the next time.
-- Refuses session_not_found, forbidden. Publishes nothing: nobody's home it is any more. Answers how many rows are
-- left.
local header, run = unpack(KEYS)
local FIRST_ROW = 4
local session_id, log_length, caller = unpack(ARGV, 1, FIRST_ROW - 1)
-- include home/common
local refused = refuse_unless('home', 'write')
if refused then return refused end
for i = FIRST_ROW, #ARGV, 2 do
  local id, row = ARGV[i], ARGV[i + 1]
  if redis.call('HGET', rows, id) == row then
    redis.call('HDEL', rows, id)
    redis.call('ZREM', order, id)
  end
end
redis.call('DEL', known, names)
return redis.call('HLEN', rows)
