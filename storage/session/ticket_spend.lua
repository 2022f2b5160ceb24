-- session/ticket_spend: uses a one-time ticket; a ticket for another purpose stays valid.
-- KEYS[1] the ticket; ARGV[1] the purpose. Answers 1 when it was used.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
