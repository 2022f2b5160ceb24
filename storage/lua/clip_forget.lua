-- clip_forget: removes the viewers' keys of a deleted session, some in each run.
-- KEYS[1] header, KEYS[2] run id, KEYS[3] the bucket's index of unfinished deletions; ARGV[1..4] as in tail and
-- clip_shared.
-- Refuses nothing. Publishes nothing. Answers 1 when there is more to do.
-- include clip_shared
local AUTHORS_A_RUN = 100
if redis.call('EXISTS', header) == 1 then return 0 end
for _, author in ipairs(redis.call('SPOP', header .. ':authors', AUTHORS_A_RUN)) do redis.call('UNLINK', of_author(author)) end
if redis.call('EXISTS', header .. ':authors') == 1 then return 1 end
redis.call('ZREM', KEYS[3], session_id)
return 0
