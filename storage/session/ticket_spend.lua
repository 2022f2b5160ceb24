-- session/ticket_spend: uses a one-time ticket; a ticket for another purpose stays valid. Answers 1 when it was used.
local ticket = unpack(KEYS)
local purpose = unpack(ARGV)
if redis.call('GET', ticket) ~= purpose then return 0 end
return redis.call('DEL', ticket)
