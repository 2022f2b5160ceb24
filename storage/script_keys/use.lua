-- script_keys/use: checks a key for scripts, and notes that it was used.
-- Takes what check takes.
-- Refuses unauthorized. Publishes nothing. Answers {claims, scopes, session, ends_at, in_address, until when this counts}.
local header = unpack(KEYS)
local counts_ms = unpack(ARGV)
-- include script_keys/check
local refused, _, key = check_key()
return refused or key
