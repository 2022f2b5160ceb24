-- telegram/post: puts an update, which is JSON, into its chat's mailbox, once.
-- `seen` says that it was, and knows a repeat for `seen_s`; `mailbox` is a stream of at most `most` updates, `mail` the
-- bucket's index of chats with mail.
-- Refuses too_large when the mailbox is full. Publishes nothing. Answers 1, or 0 for a repeat.
local seen, mailbox, mail = unpack(KEYS)
local chat, update, seen_s, most = unpack(ARGV)
-- include session/parts/clock
if redis.call('EXISTS', seen) == 1 then return 0 end
if redis.call('XLEN', mailbox) >= tonumber(most) then return { 'refused', 'too_large' } end
redis.call('SET', seen, 1, 'EX', seen_s)
redis.call('XADD', mailbox, '*', 'update', update)
redis.call('ZADD', mail, 'NX', string.format('%d', unix_ms()), chat)
return 1
