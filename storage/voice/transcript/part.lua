-- voice/transcript/part: what a service heard in a part of a recording or of an attached voice. It replaces what it had heard
-- there before; what a person has changed stays, and nothing comes in its place.
-- The first arguments as in voice/common; the part is heard for the run `run_number` of the job `job_id`, stands for
-- `from` to `to` of `source` in ms, and has `pieces_json`, each [start, end, speaker, language, words, text].
-- Refuses session_not_found, too_large. Publishes segment_changed and segment_deleted for what is other than before. Answers
-- 1, or 0 when the run is over or the source is gone.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, job_id, run_number, source, from, to, pieces_json = unpack(ARGV)
-- include voice/transcript/segments
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local job = job_of(job_id)
if not job or job.run ~= tonumber(run_number) or job.state ~= 'running' or not has_source(source) then return 0 end
from, to = tonumber(from), tonumber(to)
local pieces = cjson.decode(pieces_json)
if redis.call('ZCARD', order) + #pieces > MOST_SEGMENTS then
  return refuse('too_large', 'This session holds no more text')
end

local kept, had = {}, {}
local function keep(id)
  local _, _, edited, end_ms = parts_of(redis.call('HGET', segments, id))
  if edited then kept[#kept + 1] = { start_of(id), end_ms } end
  return edited
end
-- One that a person has joined may reach into this part.
local before = unpack(redis.call('ZREVRANGEBYLEX', order, string.format('(%s.%09d', source, from), '[' .. source .. '.', 'LIMIT', 0, 1))
if before then keep(before) end
for _, id in ipairs(ids_between(source, from, to)) do
  if not keep(id) then had[id] = true end
end

local added = {}
for _, piece in ipairs(pieces) do
  local start_ms, end_ms, speaker, language, words, text = unpack(piece)
  local middle, is_kept = (start_ms + end_ms) / 2, false
  local id = string.format('%s.%09d', source, start_ms)
  for _, one in ipairs(kept) do
    local from_ms, to_ms = unpack(one)
    is_kept = is_kept or from_ms == start_ms or (from_ms <= middle and middle < to_ms)
  end
  if not is_kept then
    local state = table.concat({ '', string.format('%d', end_ms), speaker, language, words, text }, '\t')
    added[#added + 1] = { id, state }
    if had[id] then had[id] = state_of(id) end
  end
end
local same = {}
for _, one in ipairs(added) do
  local id, state = unpack(one)
  same[id] = had[id] == state
  if not same[id] then put_state(id, state) end
  had[id] = nil
end
for id in pairs(had) do put_segment(id, nil) end
return 1
