-- script_keys/common: the keys for scripts of one person (D41). They lie in the bucket of the person's home: `script_keys`
-- has their ids by when they were made, and each has a record of its own, `rt:{b17}:script_key:<id>`, because a script
-- names no home. The id is the digest of the key. Fields of a record: `home`, `claims` of whom it acts for, `name`,
-- `scopes`, `session` or '', `in_address`, `made_at`, `ends_at` or '', `used_at`, and when it has ended before that:
-- `ended_at` and `why`. An ended key is listed for `LISTED_MS`.
-- Takes `header` and `session_id`.
-- include home/common
local LISTED_MS = 30 * 86400000
local script_keys = header .. ':script_keys'

local function record_of(id) return string.match(header, '^rt:{b%d+}:') .. 'script_key:' .. id end

local function has_ended(ends_at, ended_at)
  return ended_at or ends_at ~= '' and tonumber(ends_at) <= now
end

-- Ends a key that works. Answers whether it did.
local function end_key(id, why)
  local record = record_of(id)
  local home, ends_at, ended_at = unpack(redis.call('HMGET', record, 'home', 'ends_at', 'ended_at'))
  if home ~= session_id or has_ended(ends_at, ended_at) then return false end
  redis.call('HSET', record, 'ended_at', string.format('%d', now), 'why', why)
  redis.call('PEXPIRE', record, LISTED_MS)
  return true
end
