-- people/link: what the link lets everybody do, and whether editing is locked for now.
-- `link` is `nobody`, `view`, `edit` or '', `locked` '1', '0' or '', `slow` the seconds of slow mode or '', `by_name`
-- the caller's name as JSON; the rest as in tail and people/common.
-- Refuses session_not_found, forbidden, invalid_payload for what the kind does not have. Publishes `link_changed` or
-- the kind's own event, after which all ask again what they may hear, `editing_locked`, and `slow_mode_changed`;
-- nothing when nothing changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, link, locked, slow, by_name = unpack(ARGV)
-- include people/common
-- include people/slow_mode
local refused = refuse_unless(kind, 'people')
if refused then return refused end
if link ~= '' and not place_in(own.links, link) then
  return refuse('invalid_payload', 'The link of this kind of session cannot do this')
end
if locked ~= '' and not own.has_lock then return refuse('invalid_payload', 'This kind of session cannot be locked') end
if slow ~= '' and not own.has_slow then return refuse('invalid_payload', 'This kind of session has no slow mode') end
local before = current_link()
if link ~= '' and link ~= before then
  if not (own.set_link and own.set_link(link)) then
    if link == own.default_link then redis.call('HDEL', header, 'link') else redis.call('HSET', header, 'link', link) end
  end
  local type, data = 'link_changed', '{"link":"' .. link .. '"}'
  if own.link_event then type, data = own.link_event(link) end
  for _, feed in ipairs(own.feeds) do emit(feed, type, data, 'a') end
  note_step('link', by_name, '"link":"' .. link .. '","before":"' .. before .. '"')
end
local is_locked = redis.call('HEXISTS', header, 'locked') == 1
if locked ~= '' and is_locked ~= (locked == '1') then
  if locked == '1' then redis.call('HSET', header, 'locked', 1) else redis.call('HDEL', header, 'locked') end
  emit(people_feed, 'editing_locked', '{"locked":' .. tostring(locked == '1') .. '}')
  note_step('locked', by_name, '"locked":' .. tostring(locked == '1'))
end
local slow_before = redis.call('HGET', header, 'slow') or '0'
if slow ~= '' and slow ~= slow_before then
  set_slow(slow)
  note_step('slow_mode', by_name, '"seconds":' .. slow .. ',"seconds_before":' .. slow_before)
end
return 1
