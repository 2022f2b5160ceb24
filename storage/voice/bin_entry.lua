-- voice/bin_entry: an entry of the bin: a session, or a recording or a material of a session that is not in the bin.
-- The first arguments as in voice/common; `kind` is `session`, `recording` or `material`, `id` its id. Answers {owner,
-- name of the session, deleted at, its title, number of the recording}, or nothing when it is not in the bin, or not
-- the caller's.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, kind, id = unpack(ARGV)
-- include voice/common
local deleted_at = redis.call('ZSCORE', binned, bin_entry(kind, id))
if not deleted_at then return nil end
if kind == 'session' then header = header .. ':binned' end -- it has the owner
if refuse_unless('voice', 'own') then return nil end
local owner, name, purging, taken_down = unpack(redis.call('HMGET', header, 'owner', 'name', 'purging', 'taken_down'))
if purging or (taken_down and flag ~= 'server') then return nil end -- what an admin has taken down is in their bin
if kind == 'session' then return { owner, name, deleted_at, '', 0 } end
if kind == 'recording' then
  return { owner, name, deleted_at, '', tonumber(redis.call('HGET', recording_key(id), 'number') or '0') }
end
local material = cjson.decode(redis.call('HGET', header .. ':deleted_materials', id))
local text = type(material.text) == 'string' and material.text or ''
local filename = type(material.filename) == 'string' and material.filename or ''
return { owner, name, deleted_at, filename ~= '' and filename or text, 0 }
