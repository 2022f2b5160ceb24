-- admin/access: the desk of admins is open to them alone (K23). handlers/admin/access.py says the same.
-- include session/parts/tail
rules.admin = {
  needed = { read = OWNER, change = OWNER },
  no_access = 'Forbidden',
  fields = {},
  level = function() return flag == 'admin' and OWNER or NONE end,
}
