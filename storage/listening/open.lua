-- listening/open: a listener's history, made when it is asked for the first time.
-- Refuses forbidden. Publishes nothing: nobody can be listening to what is new. Answers {entries, books}, how many.
local header, run = unpack(KEYS)
local session_id, log_length, caller, window_ms, shortest_ms, owner, new_epoch = unpack(ARGV)
-- include listening/common
local is_new = redis.call('EXISTS', header) == 0
local refused = not is_new and refuse_unless('listening', 'change')
if refused then return refused end
if flag ~= 'server' and not has(ids, owner) then return refuse('forbidden') end
if is_new then
  redis.call('HSET', header, 'kind', 'listening', 'owner', owner, 'epoch', new_epoch, 'created_at', whole_number(now))
  enter_indexes('listening', true)
end
return { redis.call('ZCARD', order), redis.call('HLEN', books) }
