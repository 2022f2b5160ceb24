-- poll/create: a new poll.
-- KEYS[1] header, KEYS[2] run id; ARGV[1..3] as in tail, ARGV[4] epoch, ARGV[5] owner, ARGV[6] question, ARGV[7] options
-- as a JSON array.
-- Refuses conflict when the id exists. Publishes nothing: nobody can be listening. Answers the poll as JSON.
-- include poll/shared
if redis.call('EXISTS', header) == 1 then return refuse('conflict') end
redis.call('HSET', header, 'kind', 'poll', 'epoch', ARGV[4], 'owner', ARGV[5], 'question', ARGV[6], 'options', ARGV[7],
  'open', 1)
return poll_json()
