-- clip/network: from which network an author came (PE12). An address is kept as a digest with the session's own salt: nobody
-- can tell from it where somebody is, nor that two sessions have the same visitor.
-- ARGV[12] the most moments that a session holds, ARGV[17] the address, ARGV[19] a random text, which becomes the salt when
-- the session has none, ARGV[21] the most moments of a network's guests, 0 for no limit.
-- include clip/counted
-- False while there is no salt: then nobody's network is known.
local function network_of(address)
  local salt = redis.call('HGET', header, 'salt')
  return salt and string.sub(redis.sha1hex(salt .. address), 1, 16)
end

-- Whether the caller's moments count in their network's share (OP30): those of guests without a role do. `owners` and
-- `people` are the header's fields.
local function counts_in_share(owners, people)
  return ARGV[18] == '1' and ARGV[17] ~= '' and not is_listed(owners) and not member_role(people)
end

-- The refusal when guests of this network have marked their share of the session's moments, of which it has `held`: guests
-- leave a fifth of them to others, and a network of theirs has at most as many as are left to all guests.
local function refuse_share(network, held)
  local most = tonumber(ARGV[21])
  if most == 0 then return nil end
  local left = math.floor(tonumber(ARGV[12]) * 0.8) - held
  if left <= 0 then return refuse('too_large', 'Guests have marked enough moments here', 'of', 'guests') end
  if network and tonumber(redis.call('HGET', marked, network) or '0') >= math.min(most, left) then
    return refuse('too_large', 'The guests of your network have marked enough moments here', 'of', 'network')
  end
end

-- Called at an author's first moment. Answers the network.
local function note_network(author, network)
  if not network then
    redis.call('HSETNX', header, 'salt', ARGV[19])
    network = network_of(ARGV[17])
  end
  if redis.call('HSETNX', networks, author, network) == 1 then
    redis.call('SADD', header .. ':network:' .. network, author)
    redis.call('ZINCRBY', crowds, 1, network)
  end
  return network
end
