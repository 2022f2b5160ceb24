-- voice/transcript/revise: people change segments, speakers and texts: one change, whatever it touches.
-- The first arguments as in voice/common; `name` is the caller's, `expected_json` has the revision of each segment that
-- was read, as an object, `changes_json` [key, state] for each thing that changes, and `next_json` [first, second] when the
-- second segment must be the one behind the first, or ''.
-- Refuses session_not_found, forbidden, not_found, too_large, storage_full; conflict (`reason` is `changed`, with the
-- `name` of who did it) when a segment is not the one that was read. Publishes segment_changed, segment_deleted,
-- speaker_changed and material_changed. Answers the segment of the first change as JSON, or 1.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, name, expected_json, changes_json, next_json = unpack(ARGV)
-- include voice/transcript/edits
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local changes, growth, segments_more = cjson.decode(changes_json), 0, 0
for id, revision in pairs(cjson.decode(expected_json)) do
  local stored = redis.call('HGET', segments, id)
  if not stored or not has_source(source_of(id)) then return refuse('not_found', 'There is no such segment') end
  local now_at, _, _, _, text = parts_of(stored)
  if text == '' then return refuse('not_found', 'There is no such segment') end
  if now_at ~= revision then return refuse_changed(id) end
end
if next_json ~= '' then
  local first, second = unpack(cjson.decode(next_json))
  local behind = first
  repeat -- what was deleted for good between them keeps its place
    behind = redis.call('ZRANGEBYLEX', order, '(' .. behind, '[' .. source_of(first) .. '/', 'LIMIT', 0, 1)[1]
  until not behind or segment_json(behind, redis.call('HGET', segments, behind))
  if behind ~= second then return refuse_changed(first) end
end
local items = {}
for _, change in ipairs(changes) do
  local key, state = unpack(change)
  local before, kind = state_of(key), string.match(key, '^(%l):')
  if kind == 'm' then
    local stored = redis.call('HGET', header .. ':materials', string.sub(key, 3))
    if not stored or cjson.decode(stored).kind ~= 'text' then return refuse('not_found', 'There is no such text') end
  elseif kind == 's' and before == '' and redis.call('HLEN', speakers) >= MOST_SPEAKERS then
    return refuse('too_large', 'This session holds no more speakers')
  elseif not kind and before == '' then
    segments_more = segments_more + 1
  elseif not kind and before ~= '' and state ~= '' and not cjson.decode(expected_json)[key] then
    return refuse_changed(key) -- a split would begin where another segment does
  end
  if before ~= state then
    growth = growth + growth_of(key, state)
    items[#items + 1] = { key, before, state }
  end
end
if segments_more > 0 and redis.call('ZCARD', order) + segments_more > MOST_SEGMENTS then
  return refuse('too_large', 'This session holds no more text')
end
refused = refuse_to_add(growth)
if refused then return refused end

if #items > 0 then
  for _, item in ipairs(items) do
    local key, _, after = unpack(item)
    put_state(key, after)
  end
  remember(name, items)
  redis.call('HSET', header, 'updated_at', string.format('%d', now))
end
local change = unpack(changes)
local first = unpack(change)
return segment_json(first, redis.call('HGET', segments, first)) or 1
