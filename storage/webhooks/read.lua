-- webhooks/read: somebody's webhooks and their latest deliveries, the newest first.
-- Takes what tail takes.
-- Refuses forbidden. Answers {{id, fields as JSON, …}, {id, head as JSON, body, …}, {the rows of sessions on the home
-- that these name, …}}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include webhooks/common
local refused = redis.call('EXISTS', header) == 1 and refuse_unless('home', 'read')
if refused then return refused end
local sent = {}
for _, id in ipairs(redis.call('ZRANGE', kept, 0, MOST_KEPT - 1, 'REV')) do
  local head, body = string.match(redis.call('HGET', deliveries, id) or '', '^([^\n]*)\n(.*)$')
  if head then sent[#sent + 1], sent[#sent + 2], sent[#sent + 3] = id, head, body end
end
local found, named = redis.call('HGETALL', webhooks), {}
for i = 2, #found, 2 do
  local of = cjson.decode(found[i]).session
  named[#named + 1] = of ~= '' and redis.call('HGET', rows, of) or nil
end
return { found, sent, named }
