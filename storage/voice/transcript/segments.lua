-- voice/transcript/segments: what was said in a voice session, and its speakers.
-- Takes `header`, `session_id`. A change names what it changes by a key: a segment's id, `s:` and a speaker's id, or `m:` and
-- a text's id; its state there is a text, '' when there is nothing.
-- include voice/results
local segments, order = header .. ':segments', header .. ':segment_order'
local speakers = header .. ':speakers'
local MOST_SEGMENTS, MOST_SPEAKERS = 100000, 500

-- A stored segment is `revision \t state`, and its state `edited \t end \t speaker \t language \t words \t text`, `edited`
-- 1 or ''. Without a text it was deleted for good: it is not shown, and nothing comes in its place.
local function parts_of(stored)
  local revision, state = string.match(stored, '^(%d+)\t(.*)$')
  local edited, end_ms, speaker, language, words, text =
    string.match(state, '^(1?)\t(%d+)\t([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$')
  return tonumber(revision), state, edited == '1', tonumber(end_ms), text, speaker, language, words
end

local function source_of(id) return string.sub(id, 1, 36) end
local function start_of(id) return tonumber(string.sub(id, 38)) end

-- Whether a recording or a material is there, and not in the bin.
local function has_source(id)
  return has_recording(id) or redis.call('HEXISTS', header .. ':materials', id) == 1
end

-- The segment as JSON; nil when it is not shown.
local function segment_json(id, stored)
  if not stored then return nil end
  local revision, _, edited, end_ms, text, speaker, language, words = parts_of(stored)
  if text == '' then return nil end
  return table.concat({ '{"segment_id":"', id, '","source_id":"', source_of(id), '","start_ms":',
    string.format('%d', start_of(id)), ',"end_ms":', string.format('%d', end_ms), ',"text":', quoted(text), ',"speaker":',
    text_or_null(speaker), ',"language":', text_or_null(language), ',"words":', text_or_null(words), ',"edited":',
    edited and 'true' or 'false', ',"revision":', string.format('%d', revision), '}' })
end

local function speaker_json(id, name)
  return '{"speaker_id":"' .. id .. '","name":' .. quoted(name) .. '}'
end

-- Writes a segment, or deletes it with a `stored` of nil, and says so.
local function put_segment(id, stored)
  local had = redis.call('HSTRLEN', segments, id)
  local is_new = redis.call('HEXISTS', segments, id) == 0
  if stored then
    count_content(#stored - had + (is_new and ROW.segment or 0))
    redis.call('HSET', segments, id, stored)
    redis.call('ZADD', order, 0, id)
  elseif not is_new then
    count_content(-had - ROW.segment)
    redis.call('HDEL', segments, id)
    redis.call('ZREM', order, id)
  end
  local json = segment_json(id, stored)
  if json then
    emit('events', 'segment_changed', '{"segment":' .. json .. '}')
  else
    emit('events', 'segment_deleted', '{"segment_id":"' .. id .. '"}')
  end
end

local function text_of(material)
  local stored = redis.call('HGET', header .. ':materials', material)
  local text = stored and cjson.decode(stored).text
  return type(text) == 'string' and text or ''
end

-- The state of what a key names.
local function state_of(key)
  local kind, id = string.match(key, '^(%l):(.*)$')
  if kind == 's' then return redis.call('HGET', speakers, id) or '' end
  if kind == 'm' then return text_of(id) end
  local stored = redis.call('HGET', segments, key)
  return stored and string.match(stored, '^%d+\t(.*)$') or ''
end

-- How many bytes of content it takes more.
local function growth_of(key, state)
  local before = state_of(key)
  local rows = (state ~= '' and 1 or 0) - (before ~= '' and 1 or 0)
  return #state - #before + rows * ROW.segment
end

-- Sets the state of what a key names. A segment's revision is larger than any that it had, also when it was away.
local function put_state(key, state)
  local kind, id = string.match(key, '^(%l):(.*)$')
  if kind == 's' then
    count_content(growth_of(key, state))
    if state == '' then redis.call('HDEL', speakers, id) else redis.call('HSET', speakers, id, state) end
    change_row(now)
    emit('events', 'speaker_changed', '{"speaker":' .. speaker_json(id, state) .. '}')
  elseif kind == 'm' then
    change_material(id, { text = state })
  else
    local stored = redis.call('HGET', segments, key)
    local before = stored and string.match(stored, '^%d+') or redis.call('HGET', header, 'edits_made') or '0'
    put_segment(key, state ~= '' and string.format('%d', tonumber(before) + 1) .. '\t' .. state or nil)
  end
end

-- The ids of a source's segments from `from` to before `to`, in ms.
local function ids_between(source, from, to)
  return redis.call('ZRANGEBYLEX', order, string.format('[%s.%09d', source, from), string.format('(%s.%09d', source, to))
end
