-- clip/take_moments: takes moments of a stream away and keeps them under a step, which brings them back when it is
-- undone (PE11, PE13). Takes `header`.
-- include clip/common
-- include people/steps
-- include home/row
-- include clip/network_count
local function take_away(step, taken)
  local removed, kept, members = removed_by(step), {}, {}
  local authors, stored = redis.call('HMGET', header .. ':author', unpack(taken)), redis.call('HMGET', clips, unpack(taken))
  for i, id in ipairs(taken) do
    local numbers, times = of_author(authors[i])
    local number = redis.call('HGET', numbers, id)
    kept[#kept + 1] = id
    kept[#kept + 1] = table.concat({ number, redis.call('ZSCORE', times, id) or '', authors[i], stored[i] }, '\n')
    members[#members + 1] = string.format('%010d:%s', number, id)
    recount_moment(authors[i], -1)
  end
  redis.call('HSET', removed, unpack(kept))
  redis.call('ZREM', order, unpack(members))
  -- What a step keeps counts as before, until the step is forgotten.
  local held = tonumber(redis.call('HGET', header, 'bytes') or '0')
  forget_clips(taken)
  held = held - tonumber(redis.call('HGET', header, 'bytes') or '0')
  count_content(held)
  redis.call('HINCRBY', steps, step .. ':bytes', held)
  redis.call('HINCRBY', steps, step .. ':moments', #taken)
  change_row(now)
end

-- Takes away a moment that no step keeps.
local function take_back(id)
  local author = redis.call('HGET', header .. ':author', id)
  redis.call('ZREM', order, string.format('%010d:%s', redis.call('HGET', (of_author(author)), id), id))
  recount_moment(author, -1)
  forget_clips({ id })
  change_row(now)
end

-- Notes the step of a moment that is deleted, by its first tap. `by_name` is JSON.
local function note_moment(id, by_name)
  local first = cjson.decode(redis.call('HGET', clips, id))
  return note_step('moment', by_name, table.concat({ '"segment_index":', string.format('%d', first.segment_index),
    ',"offset_hms":"', first.offset_hms, '"' }))
end
