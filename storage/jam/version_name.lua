-- jam/version_name: names a version of a jam, or takes its name away (JM18).
-- The first arguments as in tail; `version` is its id, or '' for the current state, which is kept now unless it is the
-- newest version already; `name` is the name, or '' for none; `checkpoints_kept` versions stay without a name, `most`
-- with one.
-- Refuses session_not_found, forbidden, not_found, too_large, storage_full. Publishes `version_named`, unless nothing
-- changed. Answers the version's id.
local header, run = unpack(KEYS)
local session_id, log_length, caller, version, name, checkpoints_kept, most = unpack(ARGV)
-- include jam/common
-- include jam/version
-- include admin/indexes
-- include quota/growth
-- include session/parts/json_text
local refused = refuse_unless('jam', 'edit')
if refused then return refused end
local list, current = versions(), nil
if version == '' then
  current = cjson.encode(redis.call('HGETALL', state))
  for _, newest in ipairs(redis.call('XREVRANGE', checkpoints, '+', '-', 'COUNT', 1)) do
    local id, fields = unpack(newest)
    local _, _, _, _, _, kept = unpack(fields) -- after `at` and `by`
    if kept == current then version = id end
  end
end
local named, one = 0, nil
for _, entry in ipairs(list) do
  if entry.id == version then one = entry end
  if entry.name then named = named + 1 end
end
if version ~= '' and not one then return refuse('not_found', 'There is no such version') end
local before = one and one.name or ''
if name == before then return version end
if before == '' and named >= tonumber(most) then
  return refuse('too_large', most .. ' named versions is the limit: take the name of another one away', 'of', 'versions')
end
local bytes, reserved, edited_seq = unpack(redis.call('HMGET', header, 'bytes', 'reserved', 'edited_seq'))
local more = #name - #before + (one and 0 or #current)
refused = refuse_growth(more, bytes, reserved)
if refused then return refused end
if one then
  one.name = name ~= '' and name or nil
  more = more - write_versions(list)
else
  local grown
  grown, version = keep_version(current, edited_seq, name)
  more = #name + grown
end
if bytes then redis.call('HINCRBY', header, 'bytes', more) end
emit('main', 'version_named', '{"version":"' .. version .. '","name":' .. (name == '' and 'null' or quoted(name)) .. '}')
return version
