-- fleet/access: what the processes do is told to admins alone (K23). handlers/fleet/access.py says the same.
-- include session/parts/tail
rules.fleet = {
  needed = { read = OWNER, report = OWNER },
  no_access = 'Forbidden',
  fields = { 'kind' },
  level = function() return flag == 'admin' and OWNER or NONE end,
}
