-- poll/create: a new poll.
-- `new_epoch` is its epoch, `options` a JSON array. The rest as in tail.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be listening. Answers the poll as JSON.
local header, run = unpack(KEYS)
local session_id, log_length, caller, new_epoch, owner, question, options = unpack(ARGV)
-- include poll/common
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
redis.call('HSET', header, 'kind', 'poll', 'epoch', new_epoch, 'owner', owner, 'question', question, 'options', options,
  'open', 1, 'created_at', now, 'updated_at', now)
enter_indexes('poll', true)
change_row(now)
return poll_json()
