-- clip/common: a clip session, its segments and its moments as JSON, and both of its feeds.
-- Takes `header`, `session_id` and `base_url`, the public URL of this installation.
-- include clip/access
local clips, segments, order = header .. ':clips', header .. ':segments', header .. ':order'

-- Who sent how many moments; which network an author came from, and how many authors each network has; networks whose
-- guests are kept out (PE11, PE12); how many moments of each network's guests count in its share (OP30).
local senders, networks, crowds, blocked = header .. ':senders', header .. ':networks', header .. ':crowds', header .. ':blocked'
local marked = header .. ':marked'

-- include session/parts/json_text
-- include session/parts/iso
-- include admin/indexes
-- include quota/content
-- What is kept of one author: the numbers of their clips by id, the times of their taps, and the pace of arrivals.
local function of_author(author)
  return header .. ':by:' .. author, header .. ':at:' .. author, header .. ':pace:' .. author
end

-- Deletes clips, with what is kept of them for their authors; `header:author` has each clip's author by its id.
local function forget_clips(ids)
  local bytes = 0
  for i, author in ipairs(redis.call('HMGET', header .. ':author', unpack(ids))) do
    if author then
      bytes = bytes + redis.call('HSTRLEN', clips, ids[i]) + #author + ROW.clip
      local numbers, times = of_author(author)
      redis.call('HDEL', numbers, ids[i])
      redis.call('ZREM', times, ids[i])
      if tonumber(redis.call('ZINCRBY', senders, -1, author)) <= 0 then redis.call('ZREM', senders, author) end
    end
  end
  redis.call('HDEL', header .. ':author', unpack(ids))
  redis.call('HDEL', clips, unpack(ids))
  count_content(-bytes)
end

local function session_json()
  local title, game, status, created_at, updated_at, lead, slow, shows_heat =
    unpack(redis.call('HMGET', header, 'title', 'game', 'status', 'created_at', 'updated_at', 'lead', 'slow', 'shows_heat'))
  return table.concat({ '{"id":"', session_id, '","title":', quoted(title), ',"game":', quoted(game),
    ',"status":"', status, '","created_at":"', iso(tonumber(created_at)), '","updated_at":"', iso(tonumber(updated_at)),
    '","viewer_url":', quoted(base_url .. '/c/' .. session_id),
    ',"control_url":', quoted(base_url .. '/clips/' .. session_id), ',"lead_seconds":', lead,
    ',"slow_seconds":', slow or '0', ',"shows_heat":', tostring(shows_heat == '1'), '}' })
end

local function segment_json(index)
  local id, started, ended = unpack(redis.call('HMGET', segments, index .. ':id', index .. ':start', index .. ':end'))
  local start = iso(tonumber(started))
  return table.concat({ '{"id":"', id, '","session_id":"', session_id, '","index":', index, ',"start_time":"', start,
    '","end_time":', ended and ('"' .. iso(tonumber(ended)) .. '"') or 'null', ',"created_at":"', start, '"}' })
end

-- A moment; the fields that are text or null are given as JSON.
local function clip_json(c)
  return table.concat({ '{"id":"', c.id, '","session_id":"', session_id, '","segment_id":"', c.segment_id,
    '","segment_index":', c.segment_index, ',"offset_seconds":', c.offset_seconds, ',"offset_hms":"', c.offset_hms,
    '","raw_offset_seconds":', c.raw_offset_seconds, ',"note":', c.note, ',"tag":', c.tag, ',"submitted_by":',
    c.submitted_by, ',"person":"', c.person, '","clipped":', tostring(c.clipped), ',"created_at":"', c.created_at, '","tapped_at":"',
    c.tapped_at, '","note_edited":', tostring(c.note_edited == true), '}' })
end

-- Public events go to both feeds, so that the control room gets all events in one order.
local function emit_public(type, data)
  emit('public', type, data)
  emit('control', type, data)
end
