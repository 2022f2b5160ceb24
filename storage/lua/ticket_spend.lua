-- ticket_spend: takes a one-time ticket, if it is meant for this purpose; for another one it stays as it is.
-- KEYS[1] the ticket; ARGV[1] the purpose. Answers 1 when it was taken.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
