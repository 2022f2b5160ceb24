-- home/given: the rows of a home, and the people whom it knew, are in the home of the identity that it was joined with.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, then row id and row as it was read. A row that was written meanwhile
-- stays, for the next time.
-- Refuses session_not_found, forbidden. Publishes nothing: nobody's home it is any more. Answers how many rows are left.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include home/shared
local refused = refuse_unless('home', 'write')
if refused then return refused end
for i = 4, #ARGV, 2 do
  if redis.call('HGET', rows, ARGV[i]) == ARGV[i + 1] then
    redis.call('HDEL', rows, ARGV[i])
    redis.call('ZREM', order, ARGV[i])
  end
end
redis.call('DEL', known, names)
return redis.call('HLEN', rows)
