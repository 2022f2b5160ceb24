-- clip/remove_moment: removes taps of a moment; the step keeps them (PE13). The moment as in clip/moment; `by_name` is
-- the caller's name as JSON, `last_step` the step of the previous run, '' in the first.
-- Refuses session_not_found, forbidden, not_found. Publishes moment_removed with the taps that it removed to `control`.
-- Answers {taps, score, member, step}: the first three as clip/mark does.
local header, run = unpack(KEYS)
local session_id, log_length, caller, base_url, segment_index, first_seconds, last_seconds, last_score, last_member,
  by_name, last_step = unpack(ARGV)
-- include clip/moment
-- include clip/take_moments
local refused = refuse_unless('clip', 'control')
if refused then return refused end
local step = last_step
-- Somebody has undone it meanwhile: the rest stays.
if step ~= '' and redis.call('HEXISTS', steps, step .. ':undone') == 1 then return { 0, '', '', tonumber(step) } end
local ids, _, score, member = next_taps()
if #ids == 0 then
  if last_member == '' then return refuse('not_found', 'This moment does not exist') end
  return { 0, '', '', tonumber(step) }
end
if step == '' or redis.call('HEXISTS', steps, step) == 0 then
  local first = unpack(ids)
  step = note_moment(first, by_name)
end
take_away(step, ids)
emit('control', 'moment_removed', '{"clip_ids":["' .. table.concat(ids, '","') .. '"]}')
return { #ids, score, member, tonumber(step) }
