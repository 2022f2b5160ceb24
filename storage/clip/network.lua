-- clip/network: from which network an author came (PE12). An address is kept as a digest with the session's own salt:
-- nobody can tell from it where somebody is, nor that two sessions have the same visitor. Takes `header`.
-- include clip/network_count
-- False while there is no salt: then nobody's network is known.
local function network_of(address)
  local salt = redis.call('HGET', header, 'salt')
  return salt and string.sub(redis.sha1hex(salt .. address), 1, 16)
end

-- The refusal of a guest whose network is kept out, or `share`, if that is not ''; a role that was given lets them in.
local function refuse_kept_out(user_id, address, share)
  local network = share ~= '' and share or network_of(address) or ''
  if redis.call('HEXISTS', members, user_id) == 0 and redis.call('HEXISTS', blocked, network) == 1 then
    return refuse('forbidden', 'Guests of your network are kept out of this session')
  end
end

-- The refusal when guests of this network have marked their share of the session's moments, of which it has `held` and
-- may have `most_held`: guests leave a fifth of them to others, and a network of theirs has at most as many as are left
-- to all guests, and at most `most`, 0 for no limit.
local function refuse_share(network, most, held, most_held)
  if most == 0 then return nil end
  local left = math.floor(most_held * 0.8) - held
  if left <= 0 then return refuse('too_large', 'Guests have marked enough moments here', 'of', 'guests') end
  if network and tonumber(redis.call('HGET', marked, network) or '0') >= math.min(most, left) then
    return refuse('too_large', 'The guests of your network have marked enough moments here', 'of', 'network')
  end
end

-- Called at an author's first moment; `salt` is a random text, which becomes the session's when it has none. Answers
-- the network.
local function note_network(author, network, address, salt)
  if not network then
    redis.call('HSETNX', header, 'salt', salt)
    network = network_of(address)
  end
  if redis.call('HSETNX', networks, author, network) == 1 then
    redis.call('SADD', header .. ':network:' .. network, author)
    redis.call('ZINCRBY', crowds, 1, network)
  end
  return network
end
