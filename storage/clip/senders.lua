-- clip/senders: who sends most moments, and networks that many people come from (PE12): `most` of each, and networks of
-- `people_from` people and more.
-- Refuses session_not_found, forbidden. Publishes nothing. Answers {{user, moments, network or '', one of their moments
-- as JSON}…, {network, people, their moments, '1' when its guests are kept out}…}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, most, people_from = unpack(ARGV)
-- include clip/common
local refused = refuse_unless('clip', 'people')
if refused then return refused end
local people, crowd_list = {}, {}
local authors = redis.call('ZRANGE', senders, 0, most - 1, 'REV', 'WITHSCORES')
for i = 1, #authors, 2 do
  local one = redis.call('HRANDFIELD', (of_author(authors[i])))
  people[#people + 1] = { authors[i], authors[i + 1], redis.call('HGET', networks, authors[i]) or '',
    one and redis.call('HGET', clips, one) or '' }
end
local seen = {}
local function crowd(network, count)
  local moments = 0
  -- The moments of a larger crowd are counted for the first thousand: it is long enough a look for one script.
  local members_of = redis.call('SRANDMEMBER', header .. ':network:' .. network, 1000)
  for _, score in ipairs(#members_of > 0 and redis.call('ZMSCORE', senders, unpack(members_of)) or {}) do
    moments = moments + (tonumber(score) or 0)
  end
  crowd_list[#crowd_list + 1] = { network, count, moments, redis.call('HEXISTS', blocked, network) }
  seen[network] = true
end
local crowd_rows = redis.call('ZRANGE', crowds, '+inf', people_from, 'BYSCORE', 'REV', 'LIMIT', 0, most, 'WITHSCORES')
for i = 1, #crowd_rows, 2 do crowd(crowd_rows[i], tonumber(crowd_rows[i + 1])) end
for _, network in ipairs(redis.call('HKEYS', blocked)) do
  if not seen[network] then crowd(network, tonumber(redis.call('ZSCORE', crowds, network) or '0')) end
end
return { people, crowd_list }
