-- poll/read: a poll, and the position at which it is true.
-- Takes what tail takes.
-- Refuses session_not_found, forbidden. Answers {epoch, seq, now, role, poll as JSON}.
local header, run = unpack(KEYS)
local session_id, log_length, caller = unpack(ARGV)
-- include poll/common
local refused = refuse_unless('poll', 'read')
if refused then return refused end
note_access('poll', true)
local seq = redis.call('HGET', header, 'seq:votes') or '0'
return { epoch('votes'), seq, string.format('%d', now), refuse_unless('poll', 'close') and 'voter' or 'owner',
  poll_json() }
