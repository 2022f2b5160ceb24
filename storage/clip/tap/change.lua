-- clip/tap/change: marks a tap as clipped or not, or replaces its note or tag (C18); its author too, note and tag, for a while
-- (CL17). `clipped` is '1', '0' or '' to leave it; `note` and `tag` JSON, or '' to leave it; `address` and `guest` as in
-- clip/tap/own.
-- Refuses session_not_found, forbidden, not_found, storage_full. Publishes clip_marked, clip_edited or both to
-- `control`; nothing is published when nothing changes. Answers the clip as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, clip_id, clipped, note, tag, address, guest = unpack(ARGV)
-- include clip/tap/own
local refused = refuse_unless('clip', 'control')
local is_own = refused and clipped == '' and is_author(clip_id)
if is_own then refused = refuse_own(clip_id, address, guest) end
if refused then return refused end
local stored = redis.call('HGET', clips, clip_id)
if not stored then return refuse('not_found', 'This moment does not exist') end

local clip = cjson.decode(stored)
local was_clipped, old_note, old_tag = clip.clipped, quoted(clip.note), quoted(clip.tag)
if is_own and note ~= '' and clip.note_edited then return refuse('forbidden', 'The streamer has edited this note') end
clip.note, clip.tag, clip.submitted_by = old_note, old_tag, quoted(clip.submitted_by)
if clipped ~= '' then clip.clipped = clipped == '1' end
if note ~= '' then clip.note = quoted(cjson.decode(note)) end
if tag ~= '' then clip.tag = tag end
local marks, notes = clip.clipped ~= was_clipped, clip.note ~= old_note
local edits = notes or clip.tag ~= old_tag
if not marks and not edits then return stored end
if notes and not is_own then clip.note_edited = true end
local changed = clip_json(clip)
refused = is_own and refuse_to_add(#changed - #stored)
if refused then return refused end
count_content(#changed - #stored)
redis.call('HSET', clips, clip_id, changed)
if marks then
  emit('control', 'clip_marked', '{"clip_id":"' .. clip_id .. '","clipped":' .. tostring(clip.clipped) .. '}')
end
if edits then emit('control', 'clip_edited', '{"clip":' .. changed .. '}') end
return changed
