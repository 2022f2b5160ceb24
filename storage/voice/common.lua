-- voice/common: a voice session, its recordings and tasks as JSON; the recorder's lease; the bin.
-- Takes `header`, `session_id` and `base_url`, the public URL of this installation. Its one feed is `events`.
-- include voice/access
-- include session/parts/text_or_null
-- include session/parts/iso
-- include admin/indexes
-- include quota/content
local recording_ids, jobs = header .. ':recordings', header .. ':jobs'

local function number_or_null(value)
  return value and value ~= '' and value or 'null'
end

local function time_or_null(value)
  return value and ('"' .. iso(tonumber(value)) .. '"') or 'null'
end

-- The sessions of this bucket that are being recorded, by the time at which their lease expires.
local leases = string.match(header, '^rt:{b%d+}:') .. 'index:voice:leases'

-- The statuses that need a lease. A pause needs none.
local LEASED = { recording = true, cutting = true, final_uploading = true }

-- The status, and when the lease expired if the recording is interrupted (D19), whether a sweep has run since or not.
local function status_now(status, lease, interrupted_at)
  if LEASED[status] and lease and lease ~= '' and tonumber(lease) < now then return 'paused', lease end
  return status, interrupted_at and interrupted_at ~= '' and interrupted_at or nil
end

-- The session as JSON; nil when there is none.
local function session_json()
  local name, stored, open, done_count, access_level, project, created_at, updated_at, lease, ended_at,
    recorder_name, recorder, vocabulary, language, summary, edited, live_listening = unpack(redis.call('HMGET', header,
      'name', 'status', 'open', 'done_count', 'access_level', 'project', 'created_at', 'updated_at', 'lease',
      'interrupted_at', 'recorder_name', 'recorder', 'vocabulary', 'language', 'summary', 'summary_edited',
      'live_listening'))
  if not name then return nil end
  local status, interrupted_at = status_now(stored, lease, ended_at)
  return table.concat({ '{"session_id":"', session_id, '","session_name":', quoted(name), ',"status":"', status,
    '","interrupted":', interrupted_at and 'true' or 'false',
    ',"interrupted_at":', time_or_null(interrupted_at),
    ',"recorder_name":', recorder ~= '' and text_or_null(recorder_name) or 'null',
    ',"is_active":', open == '1' and 'true' or 'false', ',"done_count":', done_count, ',"access_level":"', access_level,
    '","project":', text_or_null(project), ',"vocabulary":', quoted(vocabulary or ''), ',"language":"',
    language or '', '","summary":', text_or_null(summary), ',"summary_edited":', edited == '1' and 'true' or 'false',
    ',"live_listening":', live_listening == '0' and 'false' or 'true',
    ',"url":', quoted(base_url .. '/session/' .. session_id),
    ',"created_at":"', iso(tonumber(created_at)), '","updated_at":"', iso(tonumber(updated_at)), '"}' })
end

local function recording_key(recording_id)
  return header .. ':recording:' .. recording_id
end

local function chunks_key(recording_id)
  return header .. ':chunks:' .. recording_id
end

-- `recording` until the total is known, `uploading` until all chunks have arrived, then `whole`.
local function recording_state(count, total)
  if not total then return 'recording' end
  return count == total and 'whole' or 'uploading'
end

local function recording_json(recording_id)
  local number, count, total, bytes, maker, created_at, finished_at, path, media_type, duration_ms, fragments, peaks =
    unpack(redis.call('HMGET', recording_key(recording_id), 'number', 'count', 'total', 'bytes', 'by',
      'created_at', 'finished_at', 'audio', 'media_type', 'duration_ms', 'fragments', 'peaks'))
  local audio = path and quoted('/voicebot/sessions/' .. session_id .. '/recordings/' .. recording_id .. '/audio')
  return table.concat({ '{"recording_id":"', recording_id, '","number":', number, ',"state":"',
    recording_state(count, total), '","chunk_count":', count, ',"total":', number_or_null(total), ',"bytes":', bytes,
    ',"by":', quoted(maker), ',"created_at":"', iso(tonumber(created_at)), '","finished_at":', time_or_null(finished_at),
    ',"audio_url":', audio or 'null', ',"media_type":', text_or_null(media_type), ',"duration_ms":', number_or_null(duration_ms),
    ',"fragments":', number_or_null(fragments), ',"peaks":', peaks or 'null', '}' })
end

-- A recording that exists and is not in the bin.
local function has_recording(recording_id)
  local number, deleted_at = unpack(redis.call('HMGET', recording_key(recording_id), 'number', 'deleted_at'))
  return number and not deleted_at
end

-- Deleted tasks are kept but not shown: searching the same source again does not add them again.
local tasks, deleted_tasks = header .. ':tasks', header .. ':deleted_tasks'

-- The bin of this bucket, by time of deletion (D13): sessions, and recordings and materials of sessions that are not in
-- the bin.
local binned = string.match(header, '^rt:{b%d+}:') .. 'index:voice:binned'

local function bin_entry(kind, id)
  if kind == 'session' then return session_id end
  return session_id .. '|' .. kind .. '|' .. id
end

-- A session that is closed has something to tell its owner in Telegram: the bot looks into this index of its bucket.
-- What nobody has taken for a day, because there is no bot, is forgotten.
local function tell_chat()
  local chat_id, open = unpack(redis.call('HMGET', header, 'chat_id', 'open'))
  if not chat_id or chat_id == '' or open == '1' then return end
  local index = string.match(header, '^rt:{b%d+}:') .. 'index:voice:told'
  redis.call('ZADD', index, now, session_id)
  redis.call('ZREMRANGEBYSCORE', index, '-inf', now - 86400000)
end

-- A session whose words may have changed is read again for the search (storage/voice/search). Events that bring no words
-- are left out: a recorder has one a second.
local WORDLESS = { chunk_added = true, recording_finished = true, status_changed = true }
local function reindex()
  redis.call('SADD', string.match(header, '^rt:{b%d+}:') .. 'index:voice:changed', session_id)
end
local emit_unseen = emit
emit = function(feed, type, ...)
  if not WORDLESS[type] then reindex() end
  return emit_unseen(feed, type, ...)
end
