-- bus/recover: the position of a feed, and the events after a position, whose epoch is '' for none: at most `most`.
-- Refuses session_not_found. Answers {epoch, seq, now, complete, {json…}, {kind…}}: complete 1 when the events are all
-- events after the position, 0 when they are only the last ones of the log. Kinds as in tail.
local header, run = unpack(KEYS)
local feed, known_epoch, known_seq, most = unpack(ARGV)
-- include session/parts/slot_guard
-- include session/parts/clock
local session_epoch, last_seq = unpack(redis.call('HMGET', header, 'epoch', 'seq:' .. feed))
if not session_epoch then return { 'refused', 'session_not_found' } end

local epoch = table.concat({ session_epoch, redis.call('GET', run) or '0', feed }, '-')
local seq, since = tonumber(last_seq or '0'), tonumber(known_seq)
local log = header .. ':log:' .. feed

-- An entry is {id, {kind, json}}: places are quicker than `unpack` here, by 6 µs of 110 for a hundred events.
local ID, LOGGED, KIND, JSON = 1, 2, 1, 2
local events, kinds, complete = {}, {}, 0

if known_epoch == epoch and since <= seq then
  local entries = redis.call('XRANGE', log, (since + 1) .. '-0', '+', 'COUNT', most)
  -- Nothing is missing when the log begins right after the position and reaches to the end.
  if #entries == seq - since then complete = 1 end
  for i, entry in ipairs(entries) do
    local logged = entry[LOGGED]
    kinds[i], events[i] = logged[KIND], logged[JSON]
    if kinds[i] == 'b' then complete = 0 end -- only its number is in the log (D24)
  end
end
if complete == 0 then
  -- The last events up to a gap, or up to a change that has only its number in the log.
  local newest, count = redis.call('XREVRANGE', log, '+', '-', 'COUNT', most), 0
  for _, entry in ipairs(newest) do
    if entry[ID] ~= string.format('%d-0', seq - count) or entry[LOGGED][KIND] == 'b' then break end
    count = count + 1
  end
  events, kinds = {}, {}
  for i = 1, count do
    local logged = newest[count + 1 - i][LOGGED]
    kinds[i], events[i] = logged[KIND], logged[JSON]
  end
end
return { epoch, seq, string.format('%d', unix_ms()), complete, events, kinds }
