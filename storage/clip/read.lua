-- clip/read: a page of a session as one reader may see it, and the position at which it is true.
-- `clips_at_first`, `last_score` and `last_member` say where to continue, '' for the beginning: how many moments there
-- were when the first page was read, and the last one sent in the order. `tells` is '1' to be told for which other
-- readers the answer is the same.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, role, session, {segment…}, {clip…}, viewers, next, 1
-- when the reader may mark moments, {owners, link, number of users who have ever marked a moment, {member…}} or {},
-- what an owner decided beside the taps, on the first page, otherwise null, the people of the last ten seconds, 0 when
-- viewers are not shown them}, the rows as JSON. An owner gets every clip and the position of `control`, a viewer their own clips and the position
-- of `public`; both in the order of C14. Clips newer than the first page are left out: the reader gets them as events
-- (SY22). `next` is {} at the end, otherwise the three values to continue with.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, clips_at_first, last_score, last_member, tells = unpack(ARGV)
-- include clip/order
-- include session/parts/page
-- include clip/review/json
-- include clip/heat/crowd
local refused = refuse_unless('clip', 'read')
if refused then return refused end
if clips_at_first == '' then note_access('clip', true) end
local owns = not refuse_unless('clip', 'control')
local feed = owns and 'control' or 'public'
local segment_count, seq, count = unpack(redis.call('HMGET', header, 'segment', 'seq:' .. feed, 'clips'))
local newest, after_score = tonumber(clips_at_first ~= '' and clips_at_first or count), tonumber(last_score)

local told = {}
if tells == '1' then
  local owners, link, people = unpack(redis.call('HMGET', header, 'owners', 'link', 'people'))
  told = { owners, link or '', redis.call('SCARD', header .. ':authors'), people and redis.call('HKEYS', members) or {} }
end

-- The members of the order after the last one sent, at most one more than fits on the page.
local function members_of_all()
  local first = after_score and rank_after(last_score, last_member) or 0
  return redis.call('ZRANGE', order, first, first + PAGE_ROWS)
end

-- The reader's own, under all of their ids.
local function own_members()
  local members, after, scores = {}, {}, {}
  for id in string.gmatch(ids, '[^\t]+') do
    local own = redis.call('HGETALL', (of_author(id)))
    for i = 1, #own, 2 do members[#members + 1] = string.format('%010d:%s', own[i + 1], own[i]) end
  end
  for first = 1, #members, 1000 do
    local last = math.min(first + 999, #members)
    for i, score in ipairs(redis.call('ZMSCORE', order, unpack(members, first, last))) do
      scores[members[first + i - 1]] = tonumber(score)
    end
  end
  local function comes_before(a, b)
    if scores[a] == scores[b] then return a < b end
    return scores[a] < scores[b]
  end
  if after_score then scores[last_member] = after_score end
  for _, member in ipairs(members) do
    if scores[member] and (not after_score or comes_before(last_member, member)) then after[#after + 1] = member end
  end
  table.sort(after, comes_before)
  return after
end

local members = owns and members_of_all() or own_members()
local clip_list, sent = {}, nil
local is_full = false
for first = 1, math.min(#members, PAGE_ROWS + 1), 100 do
  local last, ids = math.min(first + 99, #members), {}
  for i = first, last do ids[#ids + 1] = string.sub(members[i], 12) end
  for i, clip in ipairs(redis.call('HMGET', clips, unpack(ids))) do
    local member = members[first + i - 1]
    if tonumber(string.sub(member, 1, 10)) <= newest then
      is_full = not fits(clip)
      if is_full then break end
      clip_list[#clip_list + 1] = clip
    end
    sent = member
  end
  if is_full then break end
end
local more = {}
if sent and (is_full or #members > PAGE_ROWS) then
  more = { string.format('%d', newest), redis.call('ZSCORE', order, sent), sent }
end

local segment_list = {}
for index = 1, tonumber(segment_count) do segment_list[index] = segment_json(index) end
local viewers = 0
local audience = redis.call('HVALS', header .. ':audience')
for _, entry in ipairs(audience) do
  local count, until_ms = string.match(entry, '(%d+):(%d+)')
  if tonumber(until_ms) > now then viewers = viewers + count end
end
return { epoch(feed), tonumber(seq or '0'), string.format('%d', now), owns and 'owner' or 'viewer', session_json(),
  segment_list, clip_list, string.format('%d', viewers), more, refuse_unless('clip', 'submit') and 0 or 1, told,
  owns and clips_at_first == '' and review_json() or 'null',
  redis.call('HGET', header, 'shows_heat') == '1' and crowd_size() or 0 }
