-- voice/transcript/said: what was said in one attached voice.
-- The first arguments as in voice/common; `id` is the material's. Segments after `most` bytes are left out.
-- Refuses session_not_found, forbidden, not_found. Answers {session, material, {segment…}, {speaker…}}, all JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id, most = unpack(ARGV)
-- include voice/transcript/segments
local refused = refuse_unless('voice', 'read')
if refused then return refused end
local material = redis.call('HGET', header .. ':materials', id)
if not material then return refuse('not_found', 'There is no such material') end
local rows, bytes, from = {}, 0, '[' .. id .. '.'
repeat
  local ids = redis.call('ZRANGEBYLEX', order, from, '(' .. id .. '/', 'LIMIT', 0, 100) -- `/` is what follows `.`
  for _, one in ipairs(ids) do
    local row = segment_json(one, redis.call('HGET', segments, one))
    rows[#rows + 1], bytes, from = row, bytes + (row and #row or 0), '(' .. one
  end
until #ids == 0 or bytes > tonumber(most)
local people, flat = {}, redis.call('HGETALL', speakers)
for i = 1, #flat, 2 do people[#people + 1] = speaker_json(flat[i], flat[i + 1]) end
return { session_json(), material, rows, people }
