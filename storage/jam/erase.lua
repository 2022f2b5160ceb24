-- jam/erase: deletes what belongs to a jam beside its header. Who uses its recordings is another key: remixes share
-- them.
-- Takes `header`.
-- include jam/common
-- include jam/recording_bin
local function erase()
  for _, uuid in ipairs(redis.call('HKEYS', deleted_samples)) do redis.call('ZREM', deleted_at, deleted_name(uuid)) end
  redis.call('UNLINK', state, answers, answered, checkpoints, children, samples, deleted_samples,
    header .. ':accesses', header .. ':members', header .. ':requests', header .. ':invitations', header .. ':invited',
    header .. ':steps', header .. ':outbox', header .. ':log:main')
end
