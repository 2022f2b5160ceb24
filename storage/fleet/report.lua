-- fleet/report: what one process does now and has done since its last report.
-- `new_epoch` is for a new header; `own_connections` and `own_subscribers` are the process's, `figures` JSON; a process
-- without a report for `gone_ms` is gone; a list has at most `most` entries. Name and amount of what it has done
-- follow.
-- Refuses forbidden. Publishes the signal `process`, and `minute` when a minute has ended. Answers
-- {how many processes with subscribers heard the signal, session that an admin looks at…}.
local header, run = unpack(KEYS)
local FIRST_DONE = 11
local session_id, log_length, caller, new_epoch, process, own_connections, own_subscribers, figures, gone_ms,
  most = unpack(ARGV, 1, FIRST_DONE - 1)
-- include fleet/common
-- The rights are those of a header; the first report makes it.
local function make_header()
  if redis.call('EXISTS', header) == 0 then redis.call('HSET', header, 'kind', 'fleet', 'epoch', new_epoch) end
end

make_header()
local refused = refuse_unless('fleet', 'report')
if refused then return refused end

redis.call('HSET', processes, process, table.concat({ whole_number(now), own_connections, own_subscribers, figures }, ' '))
local _, connections, subscribers = present(tonumber(gone_ms))

-- A span of time as JSON: when it began, the most connections and subscribers at once, and what was done in it.
local function ended(at, stored)
  local done = {}
  for i = 1, #stored, 2 do
    local name, value = stored[i], stored[i + 1]
    if name ~= 'at' and name ~= 'connections' and name ~= 'subscribers' then
      done[#done + 1] = '"' .. name .. '":' .. value
    end
  end
  return table.concat({ '{"at":', at, ',"connections":', redis.call('HGET', header .. ':ending', 'connections') or '0',
    ',"subscribers":', redis.call('HGET', header .. ':ending', 'subscribers') or '0', ',"done":{', table.concat(done, ','), '}}' })
end

local function count(list, span_ms)
  local key, at = header .. ':now:' .. list, whole_number(math.floor(now / span_ms) * span_ms)
  local began, json = redis.call('HGET', key, 'at'), nil
  if began and began ~= at then
    redis.call('RENAME', key, header .. ':ending')
    json = ended(began, redis.call('HGETALL', header .. ':ending'))
    redis.call('DEL', header .. ':ending')
    redis.call('RPUSH', header .. ':' .. list, json)
    redis.call('LTRIM', header .. ':' .. list, -most, -1)
  end
  local open, subscribed = unpack(redis.call('HMGET', key, 'connections', 'subscribers'))
  redis.call('HSET', key, 'at', at, 'connections', math.max(connections, tonumber(open or '0')), 'subscribers',
    math.max(subscribers, tonumber(subscribed or '0')))
  for i = FIRST_DONE, #ARGV, 2 do redis.call('HINCRBY', key, ARGV[i], ARGV[i + 1]) end
  return json
end

local minute = count('minutes', 60000)
count('halves', 1800000)
if minute then emit('fleet', 'minute', minute) end
local heard = redis.call('SPUBLISH', header .. ':feed:fleet', table.concat({ 's {"session_id":"', session_id,
  '","type":"process","by":null,"data":', figures, '}' }))
redis.call('ZREMRANGEBYSCORE', watched, '-inf', whole_number(now))
return { heard, unpack(redis.call('ZRANGE', watched, 0, -1)) }
