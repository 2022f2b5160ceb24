-- jam/version: keeps states of a jam. Takes `header` and `checkpoints_kept`. The header's field `checkpoints` lists what the
-- stream has, oldest first, so that dropping one needs no reading: `id` and `bytes` of each, and its `name` if it has one.
-- include jam/state
local function versions() return cjson.decode(redis.call('HGET', header, 'checkpoints') or '[]') end

-- Drops the oldest without a name beyond `checkpoints_kept` (JM18), and writes the list. Answers the bytes that it frees.
local function write_versions(list)
  local unnamed, freed = 0, 0
  for place = #list, 1, -1 do
    local one = list[place]
    if not one.name then
      unnamed = unnamed + 1
      if unnamed > tonumber(checkpoints_kept) then
        redis.call('XDEL', header .. ':checkpoints', one.id)
        freed = freed + one.bytes
        table.remove(list, place)
      end
    end
  end
  redis.call('HSET', header, 'checkpoints', cjson.encode(list))
  return freed
end

-- Adds a version of the state, with `seq`, time and author of its last edit. Answers by how many bytes the content
-- grows.
local function keep_version(version, seq, name)
  local at, author = unpack(redis.call('HMGET', header, 'updated_at', 'updated_by'))
  local id = redis.call('XADD', header .. ':checkpoints', '*', 'at', at, 'by', author or 'null', 'state', version)
  local list = versions()
  list[#list + 1] = { id = id, bytes = #version, name = name }
  redis.call('HSET', header, 'checkpoint_seq', seq, 'checkpoint_at', int(now))
  return #version - write_versions(list), id
end
