-- clip_remove_moment: removes taps of a moment.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..4] as in tail and clip_shared, ARGV[5..9] as in clip_moment.
-- Refuses session_not_found, forbidden, not_found. Publishes moment_removed with the taps that it removed to `control`.
-- Answers {taps, score, member} as clip_mark does.
-- include clip_moment
-- include row
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local ids, members, score, member = next_taps()
if #ids == 0 then
  if ARGV[9] == '' then return refuse('not_found', 'This moment does not exist') end
  return { 0, '', '' }
end
redis.call('ZREM', order, unpack(members))
forget_clips(ids)
emit('control', 'moment_removed', '{"clip_ids":["' .. table.concat(ids, '","') .. '"]}')
change_row(now)
return { #ids, score, member }
