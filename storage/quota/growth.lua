-- quota/growth: the refusal when the content would grow beyond its reservation. The store reserves more and runs the
-- script again.
local function refuse_growth(more, bytes, reserved)
  if more <= 0 then return nil end
  local held = tonumber(bytes or '0')
  if reserved and held + more <= tonumber(reserved) then return nil end
  return { 'refused', 'storage_full', '', 'of', 'reservation', 'used', held + more, 'limit', held }
end
