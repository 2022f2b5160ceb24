-- clip_access: who may do what in a clip session. handlers/clip/access.py has the same rules.
-- include tail
rules.clip = {
  needed = { read = READER, submit = READER, control = OWNER },
  too_low = 'Only the streamer can do this',
  level = function(need)
    if need == READER then return READER end -- everybody is one: the owners are not read
    return is_listed(redis.call('HGET', header, 'owners')) and OWNER or READER
  end,
}
