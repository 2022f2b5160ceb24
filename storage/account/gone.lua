-- account/gone: whether the account of an identity was deleted lately: until `deleted_until` nobody is it, and then
-- whoever signs in as it has nothing. Takes `identity`.
-- include session/parts/clock
local function is_gone()
  local ends = redis.call('HGET', identity, 'deleted_until')
  return ends and tonumber(ends) > unix_ms()
end
local function gone() return { 'refused', 'unauthorized', 'This account was deleted' } end
