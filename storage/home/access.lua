-- home/access: a home page is its user's alone. handlers/home/access.py says the same.
-- include session/parts/tail
rules.home = {
  needed = { read = OWNER, write = OWNER },
  no_access = 'A home page is open to its user alone',
  fields = { 'owner' },
  level = function(_, _, owner) return has(ids, owner) and OWNER or NONE end,
}
