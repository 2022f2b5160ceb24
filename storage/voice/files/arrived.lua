-- voice/files/arrived: what has arrived of a file that comes in chunks; with `step` `end` it is forgotten.
-- The first arguments as in voice/common; `id` is the material's.
-- Refuses session_not_found, forbidden, also for somebody else's upload, not_found.
-- Answers {field, value…} of its hash.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id, step = unpack(ARGV)
-- include voice/common
-- include voice/files/uploads
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local maker = redis.call('HGET', upload_key(id), 'by')
if not maker then return refuse('not_found', 'Nothing of this file is here') end
if not has(ids, maker) then return refuse('forbidden', 'Somebody else sends this file') end
local found = redis.call('HGETALL', upload_key(id))
if step == 'end' then forget_upload(id) end
return found
