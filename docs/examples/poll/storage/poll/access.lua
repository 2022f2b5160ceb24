-- poll/access: who may do what in a poll. handlers/poll.py says the same.
-- include session/parts/tail
rules.poll = {
  fields = { 'owner' },
  needed = { read = READER, vote = READER, close = OWNER },
  too_low = 'Only the maker of a poll closes it',
  level = function(_, _, owner) return has(ids, owner) and OWNER or READER end,
}
