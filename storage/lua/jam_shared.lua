-- jam_shared: what the scripts of jams share.
-- include jam_state
local checkpoints, children, samples = header .. ':checkpoints', header .. ':children', header .. ':samples'

-- include jam_playing
