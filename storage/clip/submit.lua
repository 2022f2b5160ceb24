-- clip/submit: a viewer's tap (C12–C14, C16).
-- `clip_id` is derived from the submission; `note`, `tag` and `name` are JSON; `person` is who taps (Clip.person);
-- `tapped_at` is Unix ms, '' for now; `address` is where it came from, or ''; `guest` is '1' for a guest; `salt` as in
-- clip/network. `limits` are numbers with blanks between them, the same for every tap: how old one may be in ms, how
-- many ms before the stream's start it counts as made at the start, the least ms between two of one viewer, how many of
-- them may arrive at once (D16), the most of one viewer, of a session, and of a network's guests, 0 for any, and for
-- how many ms the address is kept.
-- `share` is '' for the caller's own moment; for one of somebody in a chat, the network in whose share it counts: the key's (D40).
-- Refuses session_not_found, forbidden, session_not_active (with the reason), too_large (of whom), rate_limited,
-- too_soon, storage_full. A repeat changes nothing and gets the first answer (SY12). Publishes clip_submitted to
-- `control`, and the signal `heat` to `public` as in clip/heat/tell. Answers the clip as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, clip_id, user_id, note, tag, name, person, tapped_at, address, guest,
  salt, limits, share = unpack(ARGV)
-- include clip/network
-- include clip/time
-- include clip/pace
-- include clip/put
-- include clip/heat/crowd
-- include session/parts/trace
local refused = refuse_unless('clip', 'submit')
if refused then return refused end
local known = redis.call('HGET', clips, clip_id)
if known then return known end
local status, open, lead, taken, reserved, row_at, slow, keeps_out, owners, people, heard, shows_heat = unpack(redis.call('HMGET', header,
  'status', 'segment', 'lead', 'bytes', 'reserved', 'row_at', 'slow', 'blocked', 'owners', 'people', 'heard', 'shows_heat'))
local age, skew, least_gap, burst, most_of_one, most, most_of_network, address_ms =
  string.match(limits, '^(%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+) (%d+)$')
local is_guest, tapped_before = guest == '1', tonumber(tapped_at)
if share ~= '' and string.find(redis.call('HGET', members, user_id) or '', '^banned ') then
  return refuse('forbidden', 'This person was removed from the session')
end
local decides = share == '' and (slow or keeps_out) and (level_in('clip', CO_OWNER, 'control')) >= CO_OWNER
refused = keeps_out and (is_guest or share ~= '') and not decides and refuse_kept_out(user_id, address, share)
if refused then return refused end
local index, start, tapped
refused, index, start, tapped = place_in_time(status, tonumber(open), tapped_before, tonumber(age), tonumber(skew))
if refused then return refused end

local numbers, times, pace = of_author(user_id)
local sent, held = redis.call('HLEN', numbers), redis.call('HLEN', clips)
if sent >= tonumber(most_of_one) then
  return refuse('too_large', 'You have marked enough moments here', 'of', 'author')
end
-- The moments of guests without a role count in their network's share (OP30).
local counts = share ~= '' or is_guest and address ~= '' and not is_listed(owners) and not member_role(people)
local network = share ~= '' and share or counts and (sent > 0 and redis.call('HGET', networks, user_id) or network_of(address))
refused = counts and refuse_share(network, tonumber(most_of_network), held, tonumber(most))
if refused then return refused end
if held >= tonumber(most) then return refuse('too_large', 'This session holds no more moments', 'of', 'session') end
local gap, paid_until = tonumber(least_gap), now
if slow and not decides then gap = math.max(gap, slow * 1000) end
if gap > 0 then
  refused, paid_until = refuse_pace(times, pace, tapped, gap, burst, tapped_before)
  if refused then return refused end
end

local raw_ms = math.max(0, tapped - start)
local offset = math.floor(math.max(0, raw_ms - lead * 1000) / 1000)
local hms = string.format('%02d:%02d:%02d', math.floor(offset / 3600), math.floor(offset / 60) % 60, offset % 60)
local clip = clip_json({ id = clip_id, segment_id = redis.call('HGET', segments, index .. ':id'), segment_index = index,
  offset_seconds = offset, offset_hms = hms, raw_offset_seconds = math.floor(raw_ms / 1000), note = note, tag = tag,
  submitted_by = name, person = person, clipped = false, created_at = iso(now), tapped_at = iso(tapped) })
local bytes = #clip + #user_id + ROW.clip
refused = refuse_growth(bytes, taken, reserved)
if refused then return refused end

redis.call('HINCRBY', header, 'bytes', bytes)
put_clip(clip_id, user_id, redis.call('HINCRBY', header, 'clips', 1), clip, index, offset)
if gap > 0 then
  redis.call('SET', pace, string.format('%d', paid_until + gap), 'PX', string.format('%d', paid_until + gap - now))
  redis.call('ZADD', times, string.format('%d', tapped), clip_id)
end
if sent == 0 and (address ~= '' or share ~= '') then
  network = note_network(user_id, network, address, salt)
  trace_sent(user_id, address, tonumber(address_ms))
end
if counts and network then count_moment(user_id, network) end
-- Processes that keep a snapshot for viewers without moments learn who has some now; no viewer receives it.
if sent == 0 then redis.call('SPUBLISH', header .. ':feed:public', 't * ' .. user_id) end
emit('control', 'clip_submitted', '{"clip":' .. clip .. '}')
if heard and string.find(heard, 'moment.hot', 1, true) then
  -- include clip/heat/hot
  look_for_heat()
end
if shows_heat == '1' then
  -- include clip/heat/tell
  join_crowd(user_id)
  tell_heat()
end
-- Rows of home pages count a crowd's taps once a second.
if now - tonumber(row_at or '0') >= 1000 then
-- include home/row
  redis.call('HSET', header, 'row_at', string.format('%d', now))
  change_row(now + 1000)
end
return clip
