-- voice/transcript/history: what a segment said before, for those who may change it.
-- The first arguments as in voice/common; `id` is the segment's.
-- Refuses session_not_found, forbidden, not_found. Answers {user id, their name, at, text, …}: who replaced this text and
-- when, the newest first.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id = unpack(ARGV)
-- include voice/transcript/edits
local refused = refuse_unless('voice', 'update')
if refused then return refused end
if not segment_json(id, redis.call('HGET', segments, id)) or not has_source(source_of(id)) then
  return refuse('not_found', 'There is no such segment')
end
local answer, all = {}, redis.call('LRANGE', edits, 0, -1)
for i = #all, 1, -1 do
  local edit = cjson.decode(all[i])
  for _, item in ipairs(edit.items) do
    local key, before = unpack(item)
    local text = key == id and string.match(before, '\t([^\t]*)$')
    if text then
      for _, value in ipairs({ edit.by, edit.name, string.format('%d', edit.at), text }) do answer[#answer + 1] = value end
    end
  end
end
return answer
