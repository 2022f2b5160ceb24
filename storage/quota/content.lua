-- quota/content: how many bytes of Redis a session's content takes (OP27). The header has the sum as `bytes`, and as
-- `reserved` what its owner's budget holds for it (storage/quota/content.py). What has a small limit of its own is not
-- counted: people, invitations, answers to edits, logs. Takes `header`.
-- include quota/growth
-- What a row takes beside its text: ids, keys, places in indexes.
local ROW = { clip = 450, material = 500, recording = 1000, chunk = 120, task = 150, segment = 150, sample = 150 }

local function refuse_to_add(more)
  if more <= 0 then return nil end
  return refuse_growth(more, unpack(redis.call('HMGET', header, 'bytes', 'reserved')))
end

-- A session that was imported is counted when it grows for the first time.
local function count_content(more)
  if more ~= 0 and redis.call('HEXISTS', header, 'bytes') == 1 then redis.call('HINCRBY', header, 'bytes', more) end
end
