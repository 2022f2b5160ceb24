-- clip/hot: a stream's moment is hot when so many people have marked within so many ms; webhooks hear of it, and of the
-- next one after a pause (docs/scripts.md). Only a session of which somebody hears it takes this part.
-- Takes `header`, `session_id`, `user_id`, `hms` and `note`, what the present tap says.
-- include webhooks/note
local HOT_PEOPLE, HOT_MS, HOT_PAUSE_MS = 3, 10000, 30000
local function look_for_heat()
  local crowd = header .. ':crowd'
  redis.call('ZADD', crowd, string.format('%d', now), user_id)
  redis.call('ZREMRANGEBYSCORE', crowd, '-inf', string.format('(%d', now - HOT_MS))
  redis.call('PEXPIRE', crowd, HOT_MS)
  local people = redis.call('ZCARD', crowd)
  if people < HOT_PEOPLE or now - tonumber(redis.call('HGET', header, 'hot_at') or '0') < HOT_PAUSE_MS then return end
  redis.call('HSET', header, 'hot_at', string.format('%d', now))
  note_event('clip', 'moment.hot', table.concat({ ',"offset_hms":"', hms, '","people":', people, ',"note":', note }))
end
