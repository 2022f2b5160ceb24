-- jam/recordings_binned: the recordings in a jam's bin (D13) that the caller may bring back.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail.
-- Refuses nothing: who may not edit may bring back nothing. Answers {uuid, entry, deleted at} one behind the other.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/shared
-- include jam/recording_bin
local found = {}
if refuse_unless('jam', 'edit') then return found end
local flat = redis.call('HGETALL', deleted_samples)
for i = 1, #flat, 2 do
  if not refuse_not_theirs(flat[i + 1]) then
    found[#found + 1] = flat[i]
    found[#found + 1] = flat[i + 1]
    found[#found + 1] = redis.call('ZSCORE', deleted_at, deleted_name(flat[i]))
  end
end
return found
