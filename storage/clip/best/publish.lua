-- clip/best/publish: publishes `page`, what everybody may read of an ended stream as JSON of at most `most` bytes, in
-- place of an earlier one (CL22); '' takes it back.
-- Refuses session_not_found, forbidden, invalid_transition, too_large. Publishes best_changed to `control`, unless
-- there was nothing to take back. Answers 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, page, most = unpack(ARGV)
-- include clip/common
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local status = redis.call('HGET', header, 'status')
if page ~= '' and status ~= 'ended' then
  return refuse('invalid_transition', 'Moments are published when the session has ended', 'status', status)
end
if #page > tonumber(most) then return refuse('too_large', 'The page has no room for so much') end
local best, at = header .. ':best', string.format('%d', now)
if page ~= '' then
  redis.call('HSET', best, 'at', at, 'page', page)
  emit('control', 'best_changed', '{"published_at":' .. at .. '}')
elseif redis.call('UNLINK', best) == 1 then
  emit('control', 'best_changed', '{"published_at":null}')
end
return 1
