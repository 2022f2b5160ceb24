-- jam/state: who may do what in a jam, and the names of its keys. Takes `header`.
-- include jam/access
local state, answers, answered = header .. ':state', header .. ':answers', header .. ':answered'

local function int(number) return string.format('%d', number) end
