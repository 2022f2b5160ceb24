-- voice/recording: one recording and its chunks.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and voice_shared, ARGV[5] recording id.
-- Refuses session_not_found, forbidden, not_found. Answers {recording as JSON, path of the audio or '', its media type, its size,
-- {number, 'digest:size', …}, the digest of the content that its transcript is of or '', the session's name, its number}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include voice/shared
local refused = refuse_unless('voice', 'read')
if refused then return refused end
local f = redis.call('HMGET', recording_key(ARGV[5]), 'number', 'audio', 'media_type', 'audio_size', 'transcribed')
if not has_recording(ARGV[5]) then return refuse('not_found', 'There is no such recording') end
return { recording_json(ARGV[5]), f[2] or '', f[3] or '', f[4] or '', redis.call('HGETALL', chunks_key(ARGV[5])),
  f[5] or '', redis.call('HGET', header, 'name'), f[1] }
