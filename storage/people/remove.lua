-- people/remove: keeps a person out, or in a stream the guests of a network, and begins to take away what they sent; the
-- store goes on with clip_remove_sent (PE11, PE12).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] user id or '', ARGV[6] network or '',
-- ARGV[7] the user's name as JSON, ARGV[8] the most members, ARGV[9] the caller's name as JSON, ARGV[10] '1' to take away
-- what they sent, ARGV[11] the most networks, ARGV[12] the user's other ids as in ids_of, ARGV[13] the task of an admin
-- that does it, or ''. A repeat by the same task gets its first step.
-- Refuses session_not_found, forbidden, not_found for a network without people, invalid_payload for oneself, conflict,
-- too_large. Publishes `member_changed`, which ends the user's subscriptions, and `people_changed`. Answers {step, 1 when
-- there is something to take away}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/joined
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local user, network = ARGV[5], ARGV[6]
local begins = kind == 'clip' and ARGV[10] == '1'
local known = ARGV[13] ~= '' and step_of_task(ARGV[13])
if known then return { tonumber(known), begins and 1 or 0 } end
if has(ids, user) then return refuse('invalid_payload', 'You cannot remove yourself') end
local blocked, from = header .. ':blocked', header .. ':network:' .. network
local all = ids_of(user, ARGV[12])
local before = user ~= '' and role_of_person(all) or nil
if before == 'owner' and my_level() < OWNER then return refuse('forbidden', "Only the session's owner can do this") end
if network ~= '' then
  if kind ~= 'clip' or redis.call('EXISTS', from) == 0 then return refuse('not_found', 'Nobody came from this network') end
  if redis.call('HEXISTS', blocked, network) == 0 and redis.call('HLEN', blocked) >= tonumber(ARGV[11]) then
    return refuse('too_large', ARGV[11] .. ' networks is the limit', 'limit', tonumber(ARGV[11]))
  end
elseif before ~= 'banned' then
  refused = set_role_of_person(all, 'banned', ARGV[7], tonumber(ARGV[8]))
  if refused then return refused end
end

local people = 1
if network ~= '' then
  redis.call('HSET', blocked, network, 1)
  redis.call('HSET', header, 'blocked', 1)
  people = redis.call('SCARD', from)
end
local step = note_step('removed', ARGV[9], table.concat({ '"user_id":', user == '' and 'null' or quoted(user), ',"name":',
  ARGV[7], ',"before":', role_json(before), ',"network":', network == '' and 'null' or quoted(network), ',"people":', people }))
if ARGV[13] ~= '' then redis.call('HSET', steps, step .. ':task', ARGV[13]) end
local _, todo = removed_by(step)
if begins then
  if network == '' then redis.call('SADD', todo, unpack(all)) else
    redis.call('SUNIONSTORE', todo, from)
    -- People with a role keep what they sent: the streamer may mark from the same network.
    for _, one in ipairs(listed('owners')) do redis.call('SREM', todo, one) end
    local given = redis.call('HGETALL', members)
    for i = 1, #given, 2 do
      if string.sub(given[i + 1], 1, 7) ~= 'banned ' then redis.call('SREM', todo, given[i]) end
    end
  end
end
emit_people_changed()
return { tonumber(step), begins and 1 or 0 }
