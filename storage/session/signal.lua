-- session/signal: publishes a signal of somebody who may send it at this instant.
-- `action` is what the caller must be allowed, `feed` the feed whose subscribers receive it, `message` the signal as
-- storage/bus/feed_listener.py takes it; the rest as in tail. Refuses session_not_found, forbidden. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, action, feed, message = unpack(ARGV)
-- include session/parts/tail
-- include {kind}/access
local refused = refuse_unless(redis.call('HGET', header, 'kind'), action)
if refused then return refused end
redis.call('SPUBLISH', header .. ':feed:' .. feed, message)
return 1
