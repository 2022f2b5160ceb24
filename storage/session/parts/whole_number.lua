-- session/parts/whole_number: a number of up to 15 digits as text, without a fraction.
local function whole_number(value) return string.format('%d', value) end
