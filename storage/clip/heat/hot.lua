-- clip/heat/hot: a stream's moment is hot when so many people have marked within ten seconds; webhooks hear of it, and of the
-- next one after a pause (docs/scripts.md). Only a session of which somebody hears it takes this part.
-- Takes `header`, `session_id`, `user_id`, `hms` and `note`, what the present tap says.
-- include clip/heat/crowd
-- include webhooks/note
local HOT_PEOPLE, HOT_PAUSE_MS = 3, 30000
local function look_for_heat()
  join_crowd(user_id)
  local people = crowd_size()
  if people < HOT_PEOPLE or now - tonumber(redis.call('HGET', header, 'hot_at') or '0') < HOT_PAUSE_MS then return end
  redis.call('HSET', header, 'hot_at', string.format('%d', now))
  note_event('clip', 'moment.hot', table.concat({ ',"offset_hms":"', hms, '","people":', people, ',"note":', note }))
end
