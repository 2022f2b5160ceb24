-- webhooks/make: a new webhook of somebody, whose home is made when there is none.
-- `owner` and `new_epoch` are for a new home; `id` is the webhook's, `fields` its own as JSON; `most` they may have. The
-- rest as in tail.
-- Refuses forbidden, too_large. Publishes nothing. Answers the ids of the sessions on the home that changed last.
local header, run = unpack(KEYS)
local session_id, log_length, caller, owner, new_epoch, id, fields, most = unpack(ARGV)
-- include webhooks/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'write')
if refused then return refused end
if not has(ids, owner) then return refuse('forbidden') end
if redis.call('HLEN', webhooks) >= tonumber(most) then
  return refuse('too_large', most .. ' webhooks is the limit: remove one first', 'limit', tonumber(most))
end
make_home(owner, new_epoch)
local one = cjson.decode(fields)
one.made_at, one.sent = now, 0
keep_webhook(id, one)
return redis.call('ZRANGE', order, 0, 99, 'REV')
