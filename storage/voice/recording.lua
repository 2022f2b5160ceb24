-- voice/recording: one recording and its chunks.
-- The first arguments as in voice/common; `id` is the recording's.
-- Refuses session_not_found, forbidden, not_found. Answers {recording as JSON, path of the audio or '', its media type,
-- its size, {number, 'digest:size', …}, the digest of the content that its transcript is of or '', the session's name,
-- its number}.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, id = unpack(ARGV)
-- include voice/common
local refused = refuse_unless('voice', 'read')
if refused then return refused end
local number, audio, media_type, size, transcribed =
  unpack(redis.call('HMGET', recording_key(id), 'number', 'audio', 'media_type', 'audio_size', 'transcribed'))
if not has_recording(id) then return refuse('not_found', 'There is no such recording') end
return { recording_json(id), audio or '', media_type or '', size or '', redis.call('HGETALL', chunks_key(id)),
  transcribed or '', redis.call('HGET', header, 'name'), number }
