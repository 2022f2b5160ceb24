-- jam/recording_delete: moves a recording of a jam to the jam's bin (D13); tracks that use it become silent, other
-- sessions keep it (JM13). The bin's oldest recording leaves it when it is full.
-- The first arguments as in tail; `uuid` is the recording's, `most` how many the bin holds.
-- Refuses session_not_found, forbidden (not theirs, and not the owner), not_found. Publishes `recording_deleted`.
-- Answers {uuid, entry} of what has left the bin for good, or {}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, uuid, most = unpack(ARGV)
-- include jam/common
-- include admin/indexes
-- include quota/content
-- include jam/recording_bin
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local about = redis.call('HGET', samples, uuid)
if not about then return refuse('not_found', 'There is no such recording') end
refused = refuse_not_theirs(about)
if refused then return refused end
local gone = {}
if redis.call('HLEN', deleted_samples) >= tonumber(most) then
  local oldest, oldest_at
  for _, one in ipairs(redis.call('HKEYS', deleted_samples)) do
    local at = tonumber(redis.call('ZSCORE', deleted_at, deleted_name(one)))
    if not oldest or at < oldest_at then oldest, oldest_at = one, at end
  end
  local entry = redis.call('HGET', deleted_samples, oldest)
  leave_bin(oldest)
  count_content(-#entry - ROW.sample)
  gone = { oldest, entry }
end
redis.call('HDEL', samples, uuid)
redis.call('HSET', deleted_samples, uuid, about)
redis.call('ZADD', deleted_at, int(now), deleted_name(uuid))
emit('main', 'recording_deleted', '{"sampleId":"recording-' .. uuid .. '"}')
return gone
