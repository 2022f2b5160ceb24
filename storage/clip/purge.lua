-- clip/purge: a session that was in the bin for `keep_ms` is deleted for good (D13), the keys of a hundred viewers a
-- run.
-- Refuses not_found, forbidden. Publishes nothing. Answers 1 when it must be run again, 0 at the end.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, keep_ms = unpack(ARGV)
-- include clip/common
-- include bin/session
local AUTHORS_A_RUN = 100
local refused = refuse_purging('clip', 'own', keep_ms)
if refused then return refused end
claim_for_purging('clip')
local authors = redis.call('SPOP', header .. ':authors', AUTHORS_A_RUN)
for _, author in ipairs(authors) do
  redis.call('UNLINK', of_author(author))
  local network = redis.call('HGET', networks, author)
  if network then redis.call('UNLINK', header .. ':network:' .. network) end
end
if #authors == AUTHORS_A_RUN then return 1 end
for _, field in ipairs(redis.call('HKEYS', header .. ':steps')) do
  redis.call('UNLINK', header .. ':removed:' .. field, header .. ':todo:' .. field)
end
redis.call('UNLINK', header .. ':steps', senders, networks, crowds, blocked, marked, header .. ':counted')
redis.call('UNLINK', away, clips, segments, order, header .. ':authors', header .. ':author', header .. ':audience',
  header .. ':accesses', header .. ':members', header .. ':requests', header .. ':invitations', header .. ':invited',
  header .. ':unlisted', header .. ':review', header .. ':best', header .. ':outbox', header .. ':log:public', header .. ':log:control')
redis.call('ZREM', bin_of('clip'), session_id)
redis.call('ZREM', taken_of('clip'), session_id)
return 0
