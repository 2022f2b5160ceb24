-- bin/session: whole sessions in the bin (D13). The header of a deleted session is renamed, so that every command finds
-- no session; its other keys stay where they are. A script that includes this knows the rules of its kind.
-- Takes `header` and `session_id`.
-- include session/parts/tail
local away = header .. ':binned'

-- What lies in the bin of this bucket, by the time at which it was put there.
local function bin_of(kind)
  return string.match(header, '^rt:{b%d+}:') .. 'index:' .. kind .. ':binned'
end

-- As refuse_unless, for a session in the bin: who had the right before the deletion has it there.
local function refuse_in_bin_unless(kind, action)
  local home = header
  header = away
  local refused = refuse_unless(kind, action)
  header = home
  return refused
end

-- The refusal to bring a session back; one whose deletion for good has begun stays deleted.
local function refuse_restoring(kind, action)
  local refused = refuse_in_bin_unless(kind, action)
  if refused then return refused end
  local is_purging, taken_down = unpack(redis.call('HMGET', away, 'purging', 'taken_down'))
  if is_purging or (taken_down and flag ~= 'server') then return refuse('not_found', 'This is not in the bin') end
end

-- The refusal to delete a session for good that has not been in the bin for `keep_ms`. The server deletes also what is
-- left of one.
local function refuse_purging(kind, action, keep_ms)
  local deleted_at = redis.call('ZSCORE', bin_of(kind), session_id)
  if not deleted_at then return refuse('not_found', 'This is not in the bin') end
  local refused = flag ~= 'server' and (redis.call('HEXISTS', away, 'taken_down') == 1
    and refuse('not_found', 'This is not in the bin') or refuse_in_bin_unless(kind, action))
  if refused then return refused end
  if tonumber(deleted_at) + tonumber(keep_ms) > now then return refuse('not_found', 'It may still come back') end
end

-- What admins have deleted, which lies in their bin: its owner neither sees it nor brings it back.
local function taken_of(kind) return string.match(header, '^rt:{b%d+}:') .. 'index:' .. kind .. ':taken' end

-- The refusal to take a session from its owner that somebody has used after `latest`, Unix ms: it was revived meanwhile
-- (K20). '' or nothing for any time.
local function refuse_revived(latest)
  if (latest or '') == '' then return nil end
  local accessed_at, updated_at, created_at = unpack(redis.call('HMGET', header, 'accessed_at', 'updated_at', 'created_at'))
  if tonumber(accessed_at or updated_at or created_at) <= tonumber(latest) then return nil end
  return refuse('conflict', 'Somebody has used this session meanwhile')
end

-- `admin` is who takes it from its owner, '' or nothing when its owner deletes it.
local function put_into_bin(kind, admin)
  redis.call('HSET', header, 'deleted_at', string.format('%d', now))
  if (admin or '') ~= '' then
    redis.call('HSET', header, 'taken_down', admin)
    redis.call('ZADD', taken_of(kind), now, session_id)
  end
  redis.call('ZADD', bin_of(kind), now, session_id)
  redis.call('RENAME', header, away)
end

-- Positions from before the deletion mean nothing any more: who comes back takes a snapshot.
local function take_from_bin(kind, new_epoch)
  redis.call('RENAME', away, header)
  redis.call('HSET', header, 'epoch', new_epoch)
  redis.call('HDEL', header, 'deleted_at', 'taken_down')
  redis.call('ZREM', bin_of(kind), session_id)
  redis.call('ZREM', taken_of(kind), session_id)
end

-- From now on it cannot come back. Should the rest never follow, the next sweep finds it at once.
local function claim_for_purging(kind)
  if redis.call('EXISTS', away) == 1 then redis.call('HSET', away, 'purging', 1) end
  redis.call('ZADD', bin_of(kind), 0, session_id)
end

-- {deleted at} when the caller may bring the session back.
local function time_in_bin(kind, action)
  local deleted_at = redis.call('ZSCORE', bin_of(kind), session_id)
  if deleted_at and not refuse_restoring(kind, action) then return deleted_at end
end
