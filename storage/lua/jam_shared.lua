-- jam_shared: what the scripts of a jam have in common.
-- include tail
local state, answers, answered = header .. ':state', header .. ':answers', header .. ':answered'
local checkpoints, children, samples = header .. ':checkpoints', header .. ':children', header .. ':samples'

local function int(number) return string.format('%d', number) end

-- The refusal for a session that is not there, or is private and not the caller's, or nil; from the header's fields of
-- that name. The caller's right is looked up before as well; here nothing can come in between.
local function refuse_use(kind, public, owner, is_admin)
  if kind ~= 'jam' then return refuse('session_not_found') end
  if public == '0' and is_admin ~= '1' and cjson.decode('[' .. by .. ']')[1] ~= owner then
    return refuse('forbidden', 'This session is private')
  end
end

-- The refusal for an edit of such a session, or of one that is published, or nil.
local function refuse_edit(kind, public, owner, is_admin, immutable)
  local refused = refuse_use(kind, public, owner, is_admin)
  if refused then return refused end
  if immutable then return refuse('forbidden', 'This session is published and cannot be edited. Remix it to go on') end
end

-- Where the shared music is: the step it was at when `at` (Unix ms) was; nil when nobody plays together.
local function playing()
  local found = redis.call('HMGET', header, 'playing_at', 'playing_step')
  if found[1] then return tonumber(found[1]), tonumber(found[2]) end
end

local function transport_json()
  local at, step = playing()
  if not at then return '{"playing":false}' end
  return table.concat({ '{"playing":true,"at":', int(at), ',"step":', string.format('%.6f', step), '}' })
end

-- The step that plays at `now`, at the tempo that the state has now.
local function position(at, step)
  local tempo = tonumber(redis.call('HGET', state, 'tempo') or '120')
  return step + (now - at) / 1000 * tempo / 15 -- a step is a sixteenth: four of them a beat
end
