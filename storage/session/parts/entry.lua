-- session/parts/entry: an entry of a stream whose entries have one field each.
-- Answers its id, the name of its field and the value; nothing for no entry.
local function read_entry(entry)
  if not entry then return nil end
  local id, fields = unpack(entry)
  return id, unpack(fields)
end
