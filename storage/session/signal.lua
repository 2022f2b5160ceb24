-- session/signal: publishes a signal of somebody who may read the session at this instant.
-- `feed` is the feed whose subscribers receive it, `message` the signal as storage/bus/feed_listener.py takes it; the rest as
-- in tail. Refuses session_not_found, forbidden. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, feed, message = unpack(ARGV)
-- include session/parts/tail
-- include {kind}/access
local refused = refuse_unless(redis.call('HGET', header, 'kind'), 'read')
if refused then return refused end
redis.call('SPUBLISH', header .. ':feed:' .. feed, message)
return 1
