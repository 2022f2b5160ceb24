-- jam_erase: deletes what belongs to a jam beside its header. Who uses its recordings is another key: remixes share them.
local function erase()
  redis.call('UNLINK', state, answers, answered, checkpoints, children, samples,
    header .. ':members', header .. ':requests', header .. ':invitations', header .. ':invited', header .. ':steps', header .. ':log:main')
end
