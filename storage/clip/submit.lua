-- clip/submit: a viewer's tap (C12–C14, C16).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] clip id (derived from the submission),
-- ARGV[6] user id, ARGV[7] note, ARGV[8] tag, ARGV[9] display name (these three as JSON), ARGV[10] when it was tapped
-- in Unix ms or '', ARGV[11] how old a tap may be in ms, ARGV[12] the most moments a session holds,
-- ARGV[13] how many ms before the stream's start a tap counts as made at the start, ARGV[14] the most moments of one
-- viewer, ARGV[15] the least ms between two moments of one viewer (D16), ARGV[16] how many may arrive at once, ARGV[17]
-- the address that they came from or '', ARGV[18] '1' for a guest, ARGV[19] a random text,
-- ARGV[20] for how many ms it is kept where somebody sent something, ARGV[21] as in clip_network.
-- Refuses session_not_found, forbidden, session_not_active (with the reason), too_large (of whom), rate_limited, too_soon,
-- storage_full. A repeat changes nothing and gets the first answer (SY12). Publishes clip_submitted to `control`. Answers the
-- clip as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/shared
-- include clip/network
-- include session/parts/trace
local refused = refuse_unless('clip', 'submit')
if refused then return refused end
local found = redis.call('HMGET', header, 'status', 'segment', 'lead', 'bytes', 'reserved', 'row_at', 'slow', 'blocked',
  'owners', 'people')
local status, index = found[1], tonumber(found[2])
local known = redis.call('HGET', clips, ARGV[5])
if known then return known end
local decides = (found[7] or found[8]) and (level_in('clip', CO_OWNER, 'control')) >= CO_OWNER
-- A role that was given lets a guest in from a network that is kept out.
if found[8] and ARGV[18] == '1' and not decides and redis.call('HEXISTS', members, ARGV[6]) == 0
  and redis.call('HEXISTS', blocked, network_of(ARGV[17]) or '') == 1 then
  return refuse('forbidden', 'Guests of your network are kept out of this session')
end
local is_late = ARGV[10] ~= ''
if status ~= 'active' and not (status == 'paused' and is_late) then
  return refuse('session_not_active', '', 'reason', status)
end

-- The segment that the tap belongs to: the open one, or for a tap that waited offline, the one of its time.
local tapped = now
local start = tonumber(redis.call('HGET', segments, index .. ':start'))
if is_late then
  tapped = math.min(tonumber(ARGV[10]), now)
  if now - tapped > tonumber(ARGV[11]) then
    return refuse('session_not_active', 'This moment waited too long to be counted', 'reason', 'too_old')
  end
  local begins = tonumber(redis.call('HGET', segments, '1:start'))
  if begins > tapped and begins - tapped <= tonumber(ARGV[13]) then tapped = begins end
  while start and start > tapped do
    index = index - 1
    start = tonumber(redis.call('HGET', segments, index .. ':start'))
  end
  if not start then
    return refuse('session_not_active', 'This moment was made before the stream began', 'reason', 'early')
  end
  local stop = tonumber(redis.call('HGET', segments, index .. ':end'))
  if stop and tapped >= stop then
    return refuse('session_not_active', 'This moment fell into the break and was not counted', 'reason', 'break')
  end
  if status == 'paused' then return refuse('session_not_active', '', 'reason', status) end
end

local numbers, times, pace = of_author(ARGV[6])
local sent = redis.call('HLEN', numbers)
if sent >= tonumber(ARGV[14]) then
  return refuse('too_large', 'You have marked enough moments here', 'of', 'author')
end
local counts = counts_in_share(found[9], found[10])
local network = counts and (sent > 0 and redis.call('HGET', networks, ARGV[6]) or network_of(ARGV[17]))
local held = redis.call('HLEN', clips)
refused = counts and refuse_share(network, held)
if refused then return refused end
if held >= tonumber(ARGV[12]) then
  return refuse('too_large', 'This session holds no more moments', 'of', 'session')
end
local gap, paid_until = tonumber(ARGV[15]), now
if found[7] and not decides then gap = math.max(gap, found[7] * 1000) end
if gap > 0 then
  local near = redis.call('ZRANGE', times, string.format('(%d', tapped + gap), string.format('(%d', tapped - gap),
    'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES')
  if near[1] and is_late then return refuse('too_soon') end
  if near[1] then return refuse('rate_limited', '', 'retry_after', math.ceil((near[2] + gap - now) / 1000)) end
  paid_until = math.max(now, tonumber(redis.call('GET', pace) or '0'))
  local ahead = paid_until - now - (tonumber(ARGV[16]) - 1) * gap
  if ahead > 0 then return refuse('rate_limited', '', 'retry_after', math.ceil(ahead / 1000)) end
end

local raw_ms = math.max(0, tapped - start)
local raw = math.floor(raw_ms / 1000)
local offset = math.floor(math.max(0, raw_ms - tonumber(found[3]) * 1000) / 1000)
local hms = string.format('%02d:%02d:%02d', math.floor(offset / 3600), math.floor(offset / 60) % 60, offset % 60)
local clip = clip_json({ id = ARGV[5], segment_id = redis.call('HGET', segments, index .. ':id'), segment_index = index,
  offset_seconds = offset, offset_hms = hms, raw_offset_seconds = raw, note = ARGV[7], tag = ARGV[8],
  submitted_by = ARGV[9], clipped = false, created_at = iso(now), tapped_at = iso(tapped) })
local bytes = #clip + #ARGV[6] + ROW.clip
refused = refuse_growth(bytes, found[4], found[5])
if refused then return refused end

if gap > 0 then
  redis.call('SET', pace, string.format('%d', paid_until + gap), 'PX', string.format('%d', paid_until + gap - now))
end
redis.call('HINCRBY', header, 'bytes', bytes)
local number = redis.call('HINCRBY', header, 'clips', 1)
redis.call('HSET', clips, ARGV[5], clip)
-- C14: by segment, then offset; members of equal score sort by the number in front, which is the order of creation.
redis.call('ZADD', order, index * 10000000 + offset, string.format('%010d:%s', number, ARGV[5]))
redis.call('SADD', header .. ':authors', ARGV[6])
redis.call('HSET', header .. ':author', ARGV[5], ARGV[6])
redis.call('HSET', numbers, ARGV[5], number)
redis.call('ZINCRBY', senders, 1, ARGV[6])
if sent == 0 and ARGV[17] ~= '' then
  network = note_network(ARGV[6], network)
  trace_sent(ARGV[6], ARGV[17], tonumber(ARGV[20]))
end
if counts and network then count_moment(ARGV[6], network) end
if gap > 0 then redis.call('ZADD', times, string.format('%d', tapped), ARGV[5]) end
-- Processes that keep a snapshot for viewers without moments learn who has some now; no viewer receives it.
if sent == 0 then redis.call('SPUBLISH', header .. ':feed:public', 't * ' .. ARGV[6]) end
emit('control', 'clip_submitted', '{"clip":' .. clip .. '}')
-- Rows of home pages count a crowd's taps once a second.
if now - tonumber(found[6] or '0') >= 1000 then
-- include home/row
  redis.call('HSET', header, 'row_at', string.format('%d', now))
  change_row(now + 1000)
end
return clip
