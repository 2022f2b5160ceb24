-- jam/recording_bin_list: the recordings in a jam's bin (D13) that the caller may bring back.
-- Its arguments are those of tail.
-- Refuses nothing: who may not edit may bring back nothing. Answers {uuid, entry, deleted at} one behind the other.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include jam/common
-- include jam/recording_bin
local recordings = {}
if refuse_unless('jam', 'edit') then return recordings end
local flat = redis.call('HGETALL', deleted_samples)
for i = 1, #flat, 2 do
  local uuid, entry = flat[i], flat[i + 1]
  if not refuse_not_theirs(entry) then
    recordings[#recordings + 1] = uuid
    recordings[#recordings + 1] = entry
    recordings[#recordings + 1] = redis.call('ZSCORE', deleted_at, deleted_name(uuid))
  end
end
return recordings
