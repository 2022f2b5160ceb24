-- jam/upkeep: what stands beside a jam and may be a little behind its edits: an index that is a second or 256 bytes
-- behind is good enough; otherwise dragging a fader would write it 25 times a second. Takes `header`, `session_id`,
-- `by_update`, and of what jam/edit has read and done `at`, `size`, `is_renamed`, `row_at`, `accessed_at`, `indexed_at`
-- and `indexed_size`.
-- include jam/state
if now - tonumber(indexed_at or '0') >= 1000 then
  redis.call('ZADD', by_update, at, session_id)
  redis.call('HSET', header, 'indexed_at', at)
end
local is_far, is_old = math.abs(size - tonumber(indexed_size or '0')) >= 256, now - tonumber(accessed_at) >= 3600000
if is_renamed or is_far or is_old then
-- include admin/indexes
  if is_renamed then put_name('jam') end
  if is_far then
    put_number('jam', 'size', size)
    redis.call('HSET', header, 'indexed_size', size)
  end
  if is_old then -- a session that is played for months is not orphaned
    put_number('jam', 'accessed', now)
    note_program()
    redis.call('HSET', header, 'accessed_at', at)
  end
end
if is_renamed or now - tonumber(row_at or '0') >= 10000 then -- rows of home pages tell a new name at once, and edits now and then
-- include home/row
  redis.call('HSET', header, 'row_at', at)
  change_row(is_renamed and now or now + 1000)
end
