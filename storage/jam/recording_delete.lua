-- jam/recording_delete: moves a recording of a jam to the jam's bin (D13); tracks that use it become silent, other
-- sessions keep it (JM13). The bin's oldest recording leaves it when it is full.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] the recording's uuid, ARGV[5] the most in the bin.
-- Refuses session_not_found, forbidden (not theirs, and not the owner), not_found. Publishes `recording_deleted`.
-- Answers {uuid, entry} of what has left the bin for good, or {}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include quota/content
-- include jam/recording_bin
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local about = redis.call('HGET', samples, ARGV[4])
if not about then return refuse('not_found', 'There is no such recording') end
refused = refuse_not_theirs(about)
if refused then return refused end
local gone = {}
if redis.call('HLEN', deleted_samples) >= tonumber(ARGV[5]) then
  local oldest, oldest_at
  for _, uuid in ipairs(redis.call('HKEYS', deleted_samples)) do
    local at = tonumber(redis.call('ZSCORE', deleted_at, deleted_name(uuid)))
    if not oldest or at < oldest_at then oldest, oldest_at = uuid, at end
  end
  gone = { oldest, redis.call('HGET', deleted_samples, oldest) }
  leave_bin(oldest)
  count_content(-#gone[2] - ROW.sample)
end
redis.call('HDEL', samples, ARGV[4])
redis.call('HSET', deleted_samples, ARGV[4], about)
redis.call('ZADD', deleted_at, int(now), deleted_name(ARGV[4]))
emit('main', 'recording_deleted', '{"sampleId":"recording-' .. ARGV[4] .. '"}')
return gone
