-- bus/recover: the position of a feed, and the events after a position.
-- KEYS[1] header, KEYS[2] run id; ARGV[1] feed, ARGV[2] epoch and ARGV[3] seq of the position ('' and 0 for none),
-- ARGV[4] the most events to answer with.
-- Refuses session_not_found. Answers {epoch, seq, now, complete, {json…}, {kind…}}: complete 1 when the events are all
-- events after the position, 0 when they are only the last ones of the log. Kinds as in tail.
-- include session/parts/whole
-- include session/parts/clock
local header, feed = KEYS[1], ARGV[1]
local stored = redis.call('HMGET', header, 'epoch', 'seq:' .. feed)
if not stored[1] then return { 'refused', 'session_not_found' } end

local epoch = table.concat({ stored[1], redis.call('GET', KEYS[2]) or '0', feed }, '-')
local seq = tonumber(stored[2] or '0')
local since, most = tonumber(ARGV[3]), tonumber(ARGV[4])
local log = header .. ':log:' .. feed
local entries = {}
local complete = 0
if ARGV[2] == epoch and since <= seq then
  entries = redis.call('XRANGE', log, (since + 1) .. '-0', '+', 'COUNT', most)
  -- Nothing is missing when the log begins right after the position and reaches to the end.
  if #entries == seq - since then complete = 1 end
  for _, entry in ipairs(entries) do
    if entry[2][1] == 'b' then complete = 0 end -- only its number is in the log (D24)
  end
end
if complete == 0 then
  local newest = redis.call('XREVRANGE', log, '+', '-', 'COUNT', most)
  -- The last events up to a gap, or up to a change that has only its number in the log.
  local first = 0
  while newest[first + 1] and newest[first + 1][1] == string.format('%d-0', seq - first) and newest[first + 1][2][1] ~= 'b' do
    first = first + 1
  end
  entries = {}
  for i = first, 1, -1 do entries[#entries + 1] = newest[i] end
end

local events, kinds = {}, {}
for i, entry in ipairs(entries) do kinds[i], events[i] = entry[2][1], entry[2][2] end
return { epoch, seq, string.format('%d', unix_ms()), complete, events, kinds }
