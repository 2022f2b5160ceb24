-- voice/project/words: the words and the language of a project, for the transcription in all of its sessions (VO19).
-- `words` is their hash. `caller` is packed by auth/caller.py; then come fields and their values in turn, none to read.
-- Refuses forbidden when the project is none of the caller's, or they may not read its sessions, or not change them.
-- Answers the vocabulary and the language.
local words = unpack(KEYS)
local FIRST_FIELD = 3
local caller, project = unpack(ARGV, 1, FIRST_FIELD - 1)
local permissions, projects = string.match(caller, '^[^\n]*\n[^\n]*\n[^\n]*\n[^\n]*\n([^\n]*)\n([^\n]*)')

local function has(list, word)
  return string.find(list, '\t' .. word .. '\t', 1, true)
end

local function refuse(message)
  return { 'refused', 'forbidden', message }
end

-- A tab stands between two projects of the caller's, so it can be in none.
if string.find(project, '\t', 1, true) or not has(projects, project) then
  return refuse('This project is not one of yours')
end
if not has(permissions, 'VOICEBOT_SESSIONS.READ_OWN') and not has(permissions, 'VOICEBOT_SESSIONS.READ_ALL') then
  return refuse('This needs the permission VOICEBOT_SESSIONS.READ_OWN')
end
if FIRST_FIELD <= #ARGV and not has(permissions, 'VOICEBOT_SESSIONS.UPDATE') then
  return refuse('This needs the permission VOICEBOT_SESSIONS.UPDATE')
end
for i = FIRST_FIELD, #ARGV, 2 do
  local field, value = unpack(ARGV, i, i + 1)
  if value == '' then redis.call('HDEL', words, field) else redis.call('HSET', words, field, value) end
end
local vocabulary, language = unpack(redis.call('HMGET', words, 'vocabulary', 'language'))
return { vocabulary or '', language or '' }
