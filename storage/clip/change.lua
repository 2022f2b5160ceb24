-- clip/change: marks a tap as clipped or not, or replaces its note (C18).
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5] clip id, ARGV[6] '1', '0' or '' for
-- clipped, ARGV[7] the note as JSON or ''.
-- Refuses session_not_found, forbidden, not_found. Publishes clip_marked, clip_edited or both to `control`; nothing is
-- published when nothing changes. Answers the clip as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include clip/shared
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local stored = redis.call('HGET', clips, ARGV[5])
if not stored then return refuse('not_found', 'This moment does not exist') end

local clip = cjson.decode(stored)
local was_clipped, old_note = clip.clipped, quoted(clip.note)
clip.note, clip.tag, clip.submitted_by = old_note, quoted(clip.tag), quoted(clip.submitted_by)
if ARGV[6] ~= '' then clip.clipped = ARGV[6] == '1' end
if ARGV[7] ~= '' then clip.note = quoted(cjson.decode(ARGV[7])) end
local marks, edits = clip.clipped ~= was_clipped, clip.note ~= old_note
if not marks and not edits then return stored end
if edits then clip.note_edited = true end
local changed = clip_json(clip)
count_content(#changed - #stored)
redis.call('HSET', clips, ARGV[5], changed)
if marks then
  emit('control', 'clip_marked', '{"clip_id":"' .. ARGV[5] .. '","clipped":' .. tostring(clip.clipped) .. '}')
end
if edits then emit('control', 'clip_edited', '{"clip":' .. changed .. '}') end
return changed
