-- clip/change: marks a tap as clipped or not, or replaces its note (C18).
-- `clipped` is '1', '0' or '' to leave it, `note` JSON, or '' to leave it.
-- Refuses session_not_found, forbidden, not_found. Publishes clip_marked, clip_edited or both to `control`; nothing is
-- published when nothing changes. Answers the clip as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, clip_id, clipped, note = unpack(ARGV)
-- include clip/common
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local stored = redis.call('HGET', clips, clip_id)
if not stored then return refuse('not_found', 'This moment does not exist') end

local clip = cjson.decode(stored)
local was_clipped, old_note = clip.clipped, quoted(clip.note)
clip.note, clip.tag, clip.submitted_by = old_note, quoted(clip.tag), quoted(clip.submitted_by)
if clipped ~= '' then clip.clipped = clipped == '1' end
if note ~= '' then clip.note = quoted(cjson.decode(note)) end
local marks, edits = clip.clipped ~= was_clipped, clip.note ~= old_note
if not marks and not edits then return stored end
if edits then clip.note_edited = true end
local changed = clip_json(clip)
count_content(#changed - #stored)
redis.call('HSET', clips, clip_id, changed)
if marks then
  emit('control', 'clip_marked', '{"clip_id":"' .. clip_id .. '","clipped":' .. tostring(clip.clipped) .. '}')
end
if edits then emit('control', 'clip_edited', '{"clip":' .. changed .. '}') end
return changed
