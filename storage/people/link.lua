-- people/link: what the link lets everybody do, and whether editing is locked for now.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and people_shared, ARGV[5] `nobody`, `view`, `edit` or '', ARGV[6]
-- '1', '0' or '' for locked, ARGV[7] the seconds of slow mode or '', ARGV[8] the caller's name as JSON.
-- Refuses session_not_found, forbidden, invalid_payload for what the kind does not have. Publishes `visibility_changed` in a
-- jam and `link_changed` elsewhere, after which all ask again what they may hear, `editing_locked`, and `slow_mode_changed`;
-- nothing when nothing changed.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include people/shared
-- include people/slow
local refused = refuse_unless(kind, 'people')
if refused then return refused end
local link, locked = ARGV[5], ARGV[6]
if link == 'edit' and kind == 'voice' then return refuse('invalid_payload', 'The link of a voice session lets people read') end
if locked ~= '' and kind ~= 'jam' then return refuse('invalid_payload', 'Only a jam can be locked') end
local slow = ARGV[7]
if slow ~= '' and kind == 'voice' then return refuse('invalid_payload', 'A voice session has no slow mode') end
local before = current_link()
if link ~= '' and link ~= before then
  if kind == 'jam' then redis.call('HSET', header, 'public', link == 'nobody' and '0' or '1') end
  -- A jam that nobody may open keeps what its link lets people do when it is open again (D29).
  if kind ~= 'jam' or link ~= 'nobody' then
    if link == (kind == 'voice' and 'nobody' or 'edit') then redis.call('HDEL', header, 'link')
    else redis.call('HSET', header, 'link', link) end
  end
  for _, feed in ipairs(FEEDS[kind]) do
    if kind == 'jam' then
      emit(feed, 'visibility_changed', '{"isPublic":' .. tostring(link ~= 'nobody') .. ',"link":"' .. link .. '"}', 'a')
    else
      emit(feed, 'link_changed', '{"link":"' .. link .. '"}', 'a')
    end
  end
  note_step('link', ARGV[8], '"link":"' .. link .. '","before":"' .. before .. '"')
end
local is_locked = redis.call('HEXISTS', header, 'locked') == 1
if locked ~= '' and is_locked ~= (locked == '1') then
  if locked == '1' then redis.call('HSET', header, 'locked', 1) else redis.call('HDEL', header, 'locked') end
  emit('main', 'editing_locked', '{"locked":' .. tostring(locked == '1') .. '}')
  note_step('locked', ARGV[8], '"locked":' .. tostring(locked == '1'))
end
local slow_before = redis.call('HGET', header, 'slow') or '0'
if slow ~= '' and slow ~= slow_before then
  set_slow(slow)
  note_step('slow_mode', ARGV[8], '"seconds":' .. slow .. ',"seconds_before":' .. slow_before)
end
return 1
