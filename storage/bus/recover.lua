-- bus/recover: the position of a feed, and the events after a position, whose epoch is '' for none: at most `most`.
-- Refuses session_not_found. Answers {epoch, seq, now, complete, {json…}, {kind…}}: complete 1 when the events are all
-- events after the position, 0 when they are only the last ones of the log. Kinds as in tail.
local header, run = unpack(KEYS)
local feed, known_epoch, known_seq, most = unpack(ARGV)
-- include session/parts/whole
-- include session/parts/clock
-- include session/parts/entry
local session_epoch, last_seq = unpack(redis.call('HMGET', header, 'epoch', 'seq:' .. feed))
if not session_epoch then return { 'refused', 'session_not_found' } end

local epoch = table.concat({ session_epoch, redis.call('GET', run) or '0', feed }, '-')
local seq, since = tonumber(last_seq or '0'), tonumber(known_seq)
local log = header .. ':log:' .. feed

local function answer(entries, complete)
  local events, kinds = {}, {}
  for i, entry in ipairs(entries) do
    local _, kind, json = read_entry(entry)
    if kind == 'b' and complete == 1 then return nil end -- only its number is in the log (D24)
    events[i], kinds[i] = json, kind
  end
  return { epoch, seq, string.format('%d', unix_ms()), complete, events, kinds }
end

if known_epoch == epoch and since <= seq then
  local entries = redis.call('XRANGE', log, (since + 1) .. '-0', '+', 'COUNT', most)
  -- Nothing is missing when the log begins right after the position and reaches to the end.
  local whole = #entries == seq - since and answer(entries, 1)
  if whole then return whole end
end

-- The last events up to a gap, or up to a change that has only its number in the log.
local newest, last, count = redis.call('XREVRANGE', log, '+', '-', 'COUNT', most), {}, 0
for _, entry in ipairs(newest) do
  local id, kind = read_entry(entry)
  if kind == 'b' or id ~= string.format('%d-0', seq - count) then break end
  count = count + 1
end
for i = count, 1, -1 do last[#last + 1] = newest[i] end
return answer(last, 0)
