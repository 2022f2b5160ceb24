-- redis/rights: which of the commands the user of this connection may not use on `key`, or, for one that publishes, on a
-- channel of that name. Changes nothing. The commands follow in ARGV. Answers their names.
local key = unpack(KEYS)
local refused = {}
for _, command in ipairs(ARGV) do
  -- As many arguments as the longest of these commands needs, all keys.
  if not redis.acl_check_cmd(command, key, key, key, key) then refused[#refused + 1] = command end
end
return refused
