-- backup/dump: keys as RESTORE takes them, all at one instant. Changes nothing. Answers for each key when it ends (Unix
-- ms; -1 never, -2 there is no such key) and its bytes.
local answer = {}
for _, key in ipairs(KEYS) do
  table.insert(answer, redis.call('PEXPIRETIME', key))
  table.insert(answer, redis.call('DUMP', key))
end
return answer
