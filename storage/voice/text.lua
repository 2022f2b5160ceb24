-- voice/text: another text of a material: its author has edited the message.
-- The first arguments as in voice/common; `id` is the material's, `text` the new one.
-- Refuses session_not_found, forbidden, not_found for a material that was deleted, storage_full. Publishes
-- material_changed, unless nothing changed. Answers the material as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id, text = unpack(ARGV)
-- include voice/transcript/segments
local refused = refuse_unless('voice', 'update')
if refused then return refused end
local stored = redis.call('HGET', header .. ':materials', id)
if not stored then return refuse('not_found', 'There is no such material') end
local before = text_of(id)
if text == before then return stored end
refused = refuse_to_add(#text - #before)
if refused then return refused end
change_material(id, { text = text ~= '' and text or cjson.null })
redis.call('HSET', header, 'updated_at', string.format('%d', now))
return redis.call('HGET', header .. ':materials', id)
