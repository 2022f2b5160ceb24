-- home/common: the rows of a user's home.
-- Keys of a home: `rows` id -> `<revision> <row as JSON>`, `order` ids by the last change, `gone` ids of removed rows
-- by their revision, `known` users by the last time that they took part in one of this user's sessions, `names` of
-- these. Its header has `telegram`, the Telegram id whose voice sessions it shows too. Takes `header`.
-- include home/access
local rows, order, gone = header .. ':rows', header .. ':order', header .. ':gone'
local known, names = header .. ':known', header .. ':names'

local function make_home(owner, epoch)
  if redis.call('EXISTS', header) == 0 then
    redis.call('HSET', header, 'kind', 'home', 'owner', owner, 'epoch', epoch, 'created_at', string.format('%d', now))
  end
end
