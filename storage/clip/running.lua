-- clip/running: checks a key for scripts, and finds the session in which it marks: its own, or the stream of its maker
-- that has run the shortest. The rows of the maker's home say which run: they are in the key's bucket.
-- Takes what script_keys/check takes.
-- Refuses unauthorized. Publishes nothing. Answers {what script_keys/use answers, the session's id or ''}.
local header = unpack(KEYS)
local counts_ms = unpack(ARGV)
-- include script_keys/check
local refused, home, key = check_key()
if refused then return refused end
local _, _, session = unpack(key)
if session ~= '' then return { key, session } end
local since, found = -1, ''
for _, row in ipairs(redis.call('HVALS', string.match(header, '^rt:{b%d+}:') .. 'session:' .. home .. ':rows')) do
  if string.find(row, '"kind":"clip"', 1, true) and string.find(row, '"state":"active"', 1, true) then
    local one = cjson.decode(string.match(row, '^%d+ (.*)$'))
    local live_since = type(one.facts) == 'table' and tonumber(one.facts.live_since) or 0
    if (one.role == 'owner' or one.role == 'co-owner') and live_since > since then since, found = live_since, one.id end
  end
end
return { key, found }
