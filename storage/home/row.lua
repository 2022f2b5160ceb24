-- home/row: a session's row on the home pages of those whom it concerns must be written again, at `at` or earlier.
-- storage/home/relay.py does that: users are in other buckets. A time that is noted already stays if it is earlier.
-- Takes `header` and `session_id`.
local function change_row(at)
  redis.call('ZADD', string.match(header, '^rt:{b%d+}:') .. 'index:home:changed', 'LT', at, session_id)
end
