-- session/parts/page: the rows of one answer: at most `PAGE_ROWS` rows and `PAGE_BYTES` bytes, but at least one row.
local PAGE_ROWS, PAGE_BYTES = 1000, 524288
local taken_rows, taken_bytes = 0, 0
local function fits(row)
  if taken_rows > 0 and (taken_rows >= PAGE_ROWS or taken_bytes + #row > PAGE_BYTES) then return false end
  taken_rows, taken_bytes = taken_rows + 1, taken_bytes + #row
  return true
end
