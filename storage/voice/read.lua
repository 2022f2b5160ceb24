-- voice/read: a page of a session, and the position at which it is true.
-- The first arguments as in voice/common; `from_part` and `last` are where to continue, '' for the beginning: the list
-- (1 materials, 2 recordings, 3 jobs, 4 tasks, 5 segments, 6 speakers) and the id of its last row that was sent, or ''.
-- Refuses session_not_found, forbidden, conflict when that row is no longer in its list. Answers {epoch, seq, now,
-- session, {material…}, {recording…}, {job…}, {task…}, {segment…}, {speaker…}, next, level}, all JSON; the level is the caller's, as in
-- auth/access.py, and `next` is {} at the end, otherwise the two values to continue with.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, from_part, last = unpack(ARGV)
-- include voice/transcript/segments
-- include voice/tasks/tasks
-- include session/parts/page
local refused, level = refuse_unless('voice', 'read')
if refused then return refused end
if from_part == '' then note_access('voice', true) end
local session = session_json()
local seq = redis.call('HGET', header, 'seq:events')
local part = tonumber(from_part ~= '' and from_part or '1')
local parts, is_full = { {}, {}, {}, {}, {}, {} }, false

-- Adds the rows that `row_of` makes of ids; it answers nil for a row that is not shown.
local function take(ids, row_of)
  for _, id in ipairs(ids) do
    local row = row_of(id)
    is_full = row and not fits(row)
    if is_full then return end
    if row then parts[part][#parts[part] + 1] = row end
    last = id
  end
end

-- The rows of a list of ids, in its order.
local function take_listed(ids_key, row_of)
  local place = 0
  if last ~= '' then
    place = redis.call('LPOS', ids_key, last)
    if not place then return refuse('conflict', 'The session has changed in the meantime; read it again from the first page') end
    place = place + 1
  end
  repeat
    local ids = redis.call('LRANGE', ids_key, place, place + 99)
    take(ids, row_of)
    place = place + 100
  until is_full or #ids == 0
end

-- The rows of a hash, in the order of its fields.
local function take_sorted(key, row_of)
  local ids, after = redis.call('HKEYS', key), {}
  for _, id in ipairs(ids) do
    if id > last then after[#after + 1] = id end
  end
  table.sort(after)
  take(after, row_of)
end

-- What was said, by source and time; what lies in the bin is not shown.
local shown = {}
local function take_segments()
  repeat
    local ids = redis.call('ZRANGEBYLEX', order, last == '' and '-' or '(' .. last, '+', 'LIMIT', 0, 100)
    take(ids, function(id)
      local source = source_of(id)
      if shown[source] == nil then shown[source] = has_source(source) and true or false end
      return shown[source] and segment_json(id, redis.call('HGET', segments, id)) or nil
    end)
  until is_full or #ids == 0
end

local take_part = {
  function() return take_listed(header .. ':material_ids', function(id) return redis.call('HGET', header .. ':materials', id) end) end,
  function() return take_listed(recording_ids, function(id) return has_recording(id) and recording_json(id) or nil end) end,
  function() return take_sorted(jobs, function(id) return job_json(job_of(id)) end) end,
  function() return take_sorted(tasks, function(id) return task_json(cjson.decode(redis.call('HGET', tasks, id))) end) end,
  take_segments,
  function() return take_sorted(speakers, function(id) return speaker_json(id, redis.call('HGET', speakers, id)) end) end,
}
while true do
  refused = take_part[part]()
  if refused then return refused end
  if is_full or part == #take_part then break end
  part, last = part + 1, ''
end
local more = is_full and { string.format('%d', part), last } or {}
local materials, recordings, jobs_, tasks_, transcript, people = unpack(parts)
return { epoch('events'), tonumber(seq or '0'), string.format('%d', now), session, materials, recordings, jobs_, tasks_,
  transcript, people, more, level }
