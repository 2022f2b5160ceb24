-- home/read: the rows of a home, and the position at which they are true.
-- Takes what tail takes.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, {row…}}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include home/common
local refused = refuse_unless('home', 'read')
if refused then return refused end
local row_list = redis.call('HVALS', rows)
for i, row in ipairs(row_list) do row_list[i] = string.match(row, '^%d+ (.*)$') end
return { epoch('rows'), tonumber(redis.call('HGET', header, 'seq:rows') or '0'), string.format('%d', now), row_list }
