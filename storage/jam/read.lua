-- jam/read: a whole jam, and the position at which it is true. `header`, `run`, `session_id`, `log_length` and `caller`
-- as in tail; `counts` is '1' to count this as an access (K17, K21). Refuses session_not_found, forbidden. Publishes
-- nothing. Answers {epoch, seq, now, {header…}, {state…}, remixes, transport}; the header is from before this access,
-- so that it shows whether the jam was orphaned (D6).
local header, run = unpack(KEYS)
local session_id, log_length, caller, counts = unpack(ARGV)
-- include jam/common
-- include people/members
-- include jam/used
local refused = refuse_unless('jam', 'read')
if refused then return refused end
local fields = redis.call('HGETALL', header)
local role = member_role(redis.call('HGET', header, 'people'))
if role then fields[#fields + 1], fields[#fields + 2] = 'member', role end
local answer = { epoch(), tonumber(redis.call('HGET', header, 'seq:main') or '0'), int(now), fields,
  redis.call('HGETALL', state), redis.call('SCARD', children), transport_json() }
if counts == '1' then note_use() end
return answer
