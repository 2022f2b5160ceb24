-- listening/access: a history is its listener's alone (I3). handlers/listening/access.py says the same.
-- include session/parts/tail
rules.listening = {
  needed = { read = OWNER, change = OWNER },
  no_access = 'A listening history is open to its listener alone',
  fields = { 'owner' },
  level = function(_, _, owner) return has(ids, owner) and OWNER or NONE end,
}
