-- jam/samples: the slots of the recordings that are made in a jam; inherited ones take none (JM13).
-- Takes `session_id`.
-- include jam/common
-- The refusal when all `most` slots are taken.
local function refuse_full(most)
  local own = 0
  for _, about in ipairs(redis.call('HVALS', samples)) do
    if cjson.decode(about).session == session_id then own = own + 1 end
  end
  if own < tonumber(most) then return nil end
  return refuse('too_large', most .. ' recordings is the limit. Delete one first')
end
