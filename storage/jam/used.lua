-- jam/used: somebody uses a jam (K17, K21); an admin who looks at somebody else's does not (K30).
-- Takes `header`.
-- include jam/state
-- include admin/indexes
local function note_use()
  if flag == 'admin' and not has(ids, redis.call('HGET', header, 'owner')) then return end
  redis.call('HSET', header, 'accessed_at', int(now))
  put_number('jam', 'accessed', now)
  note_program()
end
