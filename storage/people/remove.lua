-- people/remove: keeps a person out, or in a stream the guests of a network, and begins to take away what they sent;
-- the store goes on with a script of the kind (PE11, PE12).
-- `user` and `network` are '' for none, `name` the user's and `by_name` the caller's as JSON; `takes_sent` is '1' to
-- take away what they sent, `others` the user's other ids as in ids_of, `task` that of an admin that does it, or ''. A
-- repeat by the same task gets its first step. The rest as in tail and people/common.
-- Refuses session_not_found, forbidden, not_found for a network without people, invalid_payload for oneself, conflict,
-- too_large. Publishes `member_changed`, which ends the user's subscriptions, and `people_changed`. Answers {step, 1
-- when there is something to take away}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, user, network, name, most_members, by_name, takes_sent, most_networks,
  others, task = unpack(ARGV)
-- include people/aliases
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local begins = own.has_senders and takes_sent == '1'
local known = task ~= '' and step_of_task(task)
if known then return { tonumber(known), begins and 1 or 0 } end
if has(ids, user) then return refuse('invalid_payload', 'You cannot remove yourself') end
local blocked, from = header .. ':blocked', header .. ':network:' .. network
local all = ids_of(user, others)
local before = user ~= '' and role_of_person(all) or nil
if before == 'owner' and my_level() < OWNER then return refuse('forbidden', "Only the session's owner can do this") end
if network ~= '' then
  if not own.has_senders or redis.call('EXISTS', from) == 0 then return refuse('not_found', 'Nobody came from this network') end
  if redis.call('HEXISTS', blocked, network) == 0 and redis.call('HLEN', blocked) >= tonumber(most_networks) then
    return refuse('too_large', most_networks .. ' networks is the limit', 'limit', tonumber(most_networks))
  end
elseif before ~= 'banned' then
  refused = set_role_of_person(all, 'banned', name, tonumber(most_members))
  if refused then return refused end
end

local people = 1
if network ~= '' then
  redis.call('HSET', blocked, network, 1)
  redis.call('HSET', header, 'blocked', 1)
  people = redis.call('SCARD', from)
end
local step = note_step('removed', by_name, table.concat({ '"user_id":', user == '' and 'null' or quoted(user), ',"name":',
  name, ',"before":', role_json(before), ',"network":', network == '' and 'null' or quoted(network), ',"people":', people }))
if task ~= '' then redis.call('HSET', steps, step .. ':task', task) end
local _, todo = removed_by(step)
if begins then
  if network == '' then redis.call('SADD', todo, unpack(all)) else
    redis.call('SUNIONSTORE', todo, from)
    -- People with a role keep what they sent: the streamer may mark from the same network.
    for _, one in ipairs(header_owners()) do redis.call('SREM', todo, one) end
    local given = redis.call('HGETALL', members)
    for i = 1, #given, 2 do
      if string.sub(given[i + 1], 1, 7) ~= 'banned ' then redis.call('SREM', todo, given[i]) end
    end
  end
end
emit_people_changed()
return { tonumber(step), begins and 1 or 0 }
