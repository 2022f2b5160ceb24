-- jam/recording_bin: a jam's deleted recordings (D13): their entries, and in the bucket's index the time of each
-- deletion. Takes `header` and `session_id`.
-- include jam/access
local deleted_samples = header .. ':deleted_samples'
local deleted_at = string.match(header, '^rt:{b%d+}:') .. 'index:jam:deleted_recordings'
local function deleted_name(uuid) return session_id .. '/' .. uuid end

-- The refusal to delete a recording or to bring it back; in a jam without an owner everybody may who edits it.
local function refuse_not_theirs(about)
  if redis.call('HEXISTS', header, 'owner') == 0 or level_in('jam', OWNER, 'own') >= OWNER then return nil end
  local made_by = cjson.decode(about).by
  if type(made_by) == 'string' and has(ids, made_by) then return nil end
  return refuse('forbidden', 'Only who made a recording and the owner of the session can delete it or bring it back')
end

-- Ends the stay of a deleted recording in the bin.
local function leave_bin(uuid)
  redis.call('HDEL', deleted_samples, uuid)
  redis.call('ZREM', deleted_at, deleted_name(uuid))
end
