-- listening/changes: what one script changes in the list of entries, an entry once however often it grows.
-- include listening/join
local noted, removed, place_of = {}, {}, {}

-- What `join` answers: an entry, and the ids of those that went into it.
local function note(e, gone)
  for _, id in ipairs(gone) do
    removed[#removed + 1] = id
    if place_of[id] then noted[place_of[id]].gone = true end
  end
  place_of[e.id] = place_of[e.id] or #noted + 1
  noted[place_of[e.id]] = e
end

-- The entries that are still there; nil for none.
local function noted_entries()
  local left = {}
  for _, e in ipairs(noted) do
    if not e.gone then left[#left + 1] = e end
  end
  return #left > 0 and left or nil
end
