-- clip_network: from which network an author came (PE12). An address is kept as a digest with the session's own salt: nobody
-- can tell from it where somebody is, nor that two sessions have the same visitor.
-- ARGV[17] the address, ARGV[19] a random text, which becomes the salt when the session has none.
local function network_of(address)
  redis.call('HSETNX', header, 'salt', ARGV[19])
  return string.sub(redis.sha1hex(redis.call('HGET', header, 'salt') .. address), 1, 16)
end

-- Called at an author's first moment.
local function note_network(author, network)
  if redis.call('HSETNX', networks, author, network) == 0 then return end
  redis.call('SADD', header .. ':network:' .. network, author)
  redis.call('ZINCRBY', crowds, 1, network)
end
