-- jam/common: what the scripts of jams share. Takes `header`.
-- include jam/state
local checkpoints, children, samples = header .. ':checkpoints', header .. ':children', header .. ':samples'
-- include jam/playback
