-- admin/index_numbers: the indexes of a bucket by a number, and their sums (admin/indexes.lua). Takes `header` and
-- `session_id`.
local NUMBERS = { 'created', 'updated', 'accessed', 'size', 'remixes', 'depth' }
local indexes = string.match(header, '^rt:{b%d+}:') .. 'index:'
local function index_of(kind, by) return indexes .. kind .. ':' .. by end
local function whole_text(number) return string.format('%.0f', number) end
local function indexed(kind, by) return tonumber(redis.call('ZSCORE', index_of(kind, by), session_id) or 'nil') end

local function add_total(kind, field, by)
  if by ~= 0 then return redis.call('HINCRBY', index_of(kind, 'totals'), field, whole_text(by)) end
end

-- Writes a number, and the sum that it is a part of.
local function put_number(kind, by, value)
  if by == 'size' then
    add_total(kind, 'bytes', value - (indexed(kind, by) or 0))
  elseif by == 'accessed' then
    add_total(kind, 'age', value - (indexed(kind, by) or indexed(kind, 'created') or value))
  end
  redis.call('ZADD', index_of(kind, by), whole_text(value), session_id)
end
