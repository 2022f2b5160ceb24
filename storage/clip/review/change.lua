-- clip/review/change: what a streamer decides beside the taps (CL12, CL13, D36): fields of `review` and their JSON in turn, ''
-- to take one back; `event` is the change as JSON, `most` how many cuts and spans a session has.
-- Refuses session_not_found, forbidden, too_large. Publishes review_changed to `control`, unless nothing changes.
-- Answers the review as JSON.
local header, run = unpack(KEYS)
local FIRST_FIELD = 7
local session_id, log_length, caller, base_url, event, most = unpack(ARGV, 1, FIRST_FIELD - 1)
-- include clip/common
-- include clip/review/json
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local written, gone, added = {}, {}, 0
for i = FIRST_FIELD, #ARGV, 2 do
  local field, json = ARGV[i], ARGV[i + 1]
  local known = redis.call('HGET', review, field)
  if json ~= '' and known ~= json then
    written[#written + 1], written[#written + 2] = field, json
    if not known then added = added + 1 end
  elseif json == '' and known then
    gone[#gone + 1] = field
  end
end
if #written + #gone == 0 then return review_json() end
if added > #gone and redis.call('HLEN', review) + added - #gone > tonumber(most) then
  return refuse('too_large', 'So many moments cannot be changed by hand in one session', 'of', 'review')
end
if #written > 0 then redis.call('HSET', review, unpack(written)) end
if #gone > 0 then redis.call('HDEL', review, unpack(gone)) end
emit('control', 'review_changed', event)
return review_json()
