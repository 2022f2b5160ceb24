-- clip/tap/own: what the author of a tap may change about it (CL17). Takes `header`.
-- include clip/network
-- Two minutes from its arrival: the page gives five seconds, and the time to type a note of a hundred characters.
local OWN_MS = 120000

local function is_author(clip_id)
  local author = redis.call('HGET', header .. ':author', clip_id)
  return author and has(ids, author)
end

-- The refusal of an author who has no control. `address` is where the request came from, or ''; `guest` is '1' for a guest.
local function refuse_own(clip_id, address, guest)
  local refused = refuse_unless('clip', 'submit')
  if refused then return refused end
  local author, clip = redis.call('HGET', header .. ':author', clip_id), cjson.decode(redis.call('HGET', clips, clip_id))
  refused = guest == '1' and redis.call('HEXISTS', header, 'blocked') == 1 and refuse_kept_out(author, address, '')
  if refused then return refused end
  if clip.clipped then return refuse('forbidden', 'The streamer has clipped this moment') end
  if clip.created_at < iso(now - OWN_MS) then return refuse('forbidden', 'This moment is too old for a change') end
end
